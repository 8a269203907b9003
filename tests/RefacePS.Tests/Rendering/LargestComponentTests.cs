using RefacePS.Rendering;

namespace RefacePS.Tests.Rendering;

public class LargestComponentTests
{
    /// <summary>At a share of 0.31, the percolation threshold of 6-neighbours, pieces of all sizes and shapes
    /// occur.</summary>
    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(2, 0.31)]
    [InlineData(3, 0.31)]
    [InlineData(4, 0.5)]
    public void KeepsWhatAFloodFillFinds(int seed, double share)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, 17 * 11 * 13).Select(_ => random.NextDouble() < share ? 1f : 0.25f).ToArray();
        var expected = LargestByFloodFill(values, 17, 11, 13);
        var field = new ScalarField([.. values], 17, 11, 13, AffineMatrix.Identity);

        LargestComponent.Isolate(field, 0.5f, air: -1);

        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(values[i] < 0.5f ? 0.25f : expected.Contains(i) ? 1f : -1f, field.Values[i]);
        }
    }

    [Fact]
    public void LeavesAFieldThatIsAllAirAlone()
    {
        var field = new ScalarField(new float[27], 3, 3, 3, AffineMatrix.Identity);
        LargestComponent.Isolate(field, 0, air: -1);
        Assert.All(field.Values, value => Assert.Equal(0, value));
    }

    private static HashSet<int> LargestByFloodFill(float[] values, int nx, int ny, int nz)
    {
        var seen = new bool[values.Length];
        var largest = new HashSet<int>();
        for (var start = 0; start < values.Length; start++)
        {
            var piece = Fill(values, seen, start, nx, ny, nz);
            largest = piece.Count > largest.Count ? piece : largest;
        }

        return largest;
    }

    private static HashSet<int> Fill(float[] values, bool[] seen, int start, int nx, int ny, int nz)
    {
        var piece = new HashSet<int>();
        var open = new Stack<int>([start]);
        while (open.TryPop(out var at))
        {
            if (seen[at] || values[at] < 0.5f)
            {
                continue;
            }

            seen[at] = piece.Add(at);
            var (x, y, z) = (at % nx, at / nx % ny, at / nx / ny);
            (int X, int Y, int Z)[] neighbours =
                [(x - 1, y, z), (x + 1, y, z), (x, y - 1, z), (x, y + 1, z), (x, y, z - 1), (x, y, z + 1)];
            foreach (var (i, j, k) in neighbours.Where(n => n.X >= 0 && n.X < nx && n.Y >= 0 && n.Y < ny && n.Z >= 0
                && n.Z < nz))
            {
                open.Push((k * ny + j) * nx + i);
            }
        }

        return piece;
    }
}
