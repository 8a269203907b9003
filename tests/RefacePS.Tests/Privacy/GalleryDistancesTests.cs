using System.Numerics;
using RefacePS.Atlases;
using RefacePS.Privacy;

namespace RefacePS.Tests.Privacy;

public sealed class GalleryDistancesTests
{
    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 0, 3)]
    [InlineData(new double[] { 3, 1, 2 }, 1, 1)]
    [InlineData(new double[] { 1, 1, 2 }, 1, 1.5)]
    [InlineData(new double[] { 1, 1, 1, 1, 1 }, 3, 3)]
    [InlineData(new double[] { double.PositiveInfinity, 0, double.PositiveInfinity }, 0, 2.5)]
    public void EqualDistancesShareTheMeanOfTheirRanks(double[] distances, int owner, double rank) =>
        Assert.Equal(rank, MateRank.Of(distances, owner));

    /// <summary>Nobody is found where all faces are the same, nor where a scan shows nothing.</summary>
    [Fact]
    public void AFaceThatIsEquallyFarFromAllIsFoundByNoDistance()
    {
        var distances = new GalleryDistances([.. Enumerable.Range(0, 5).Select(_ => Face(0))]);
        var rows = distances.Of([Face(1), Surface(new float[FaceWindow.Lines.Count])], CancellationToken.None);
        Assert.All(rows.Values.SelectMany(row => row), row => Assert.Equal(3, MateRank.Of(row, 2)));
    }

    [Fact]
    public void AFaceFindsItselfWithAnOffsetAndWhereTheFieldOfViewEnds()
    {
        var gallery = Enumerable.Range(1, 6).Select(Face).ToArray();
        var cut = gallery[3].Heights.ToArray();
        for (var line = 0; line < 400; line++)
        {
            cut[line] = float.NaN;
        }

        var rows = new GalleryDistances(gallery)
            .Of([Surface([.. cut.Select(height => height + 0.5f)])], CancellationToken.None);

        Assert.All(rows, row => Assert.Equal(1, MateRank.Of(row.Value[0], 3)));
        Assert.Equal(0.5, rows[FaceDistance.FrontDepth][0][3], 4);
        Assert.Equal(0.5, rows[FaceDistance.SideDepth][0][3], 4);
        Assert.Equal(0.5, rows[FaceDistance.ScaledDepth][0][3], 4);
    }

    [Fact]
    public void PointsAreAsFarApartAsASlowSearchSays()
    {
        var random = new Random(1);
        var (first, second) = (Points(41), Points(30));
        var expected = first.Where((_, i) => i % 3 == 0).Select(p => second.Min(q => Vector3.Distance(p, q)))
            .Concat(second.Where((_, i) => i % 3 == 0).Select(p => first.Min(q => Vector3.Distance(p, q)))).ToArray();

        var found = FacePoints.Between(new(first), new(second));

        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 3));
        Assert.Empty(FacePoints.Between(new(first), new([])));

        Vector3[] Points(int count) =>
            [.. Enumerable.Range(0, count)
                .Select(_ => new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) * 50)];
    }

    /// <summary>The gallery's own coordinates are white: uncorrelated, all of the same variance.</summary>
    [Fact]
    public void ComponentsAreWhite()
    {
        var random = new Random(2);
        float[][] faces =
            [.. Enumerable.Range(0, 6)
                .Select(_ => Enumerable.Range(0, 50).Select(i => (random.NextSingle() - 0.5f) * i).ToArray())];
        var eigenfaces = new Eigenfaces(faces);
        var projections = Array.ConvertAll(faces, eigenfaces.Project);

        for (var a = 0; a < projections[0].Length; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                Assert.Equal(a == b ? 1 : 0, projections.Sum(p => p[a] * p[b]), 3);
            }
        }
    }

    /// <summary>Scale and shear of the map to the atlas do not reach head space; its rotation and its centre
    /// do.</summary>
    [Fact]
    public void APoseTurnsAndScalesNothing()
    {
        var turn = AffineMatrix.Rotation(0.2, -0.1, 0.3);
        var stretch = AffineMatrix.FromRows([1.1, 0.02, 0, 0, 0.02, 0.9, 0, 0, 0, 0, 1.05, 0]);
        var pose = KeptPart.Unscaled(stretch * turn * AffineMatrix.Translation(-5, 6, -7));

        var expected = turn * AffineMatrix.Translation(-5, 6, -7);
        Assert.All(pose.ToRows().Zip(expected.ToRows()), pair => Assert.Equal(pair.Second, pair.First, 9));
    }

    [Theory]
    [InlineData(0.93, 1)]
    [InlineData(1.07, 1)]
    [InlineData(1.29, 1.2)]
    [InlineData(0.74, 0.8)]
    public void OnlyWhatAHeadIsLargerOrSmallerThanAdultsIsScaled(double scale, double expected)
    {
        var map = AffineMatrix.Scale(scale, scale, scale) * AffineMatrix.Rotation(0.2, -0.1, 0.3)
            * AffineMatrix.Translation(-5, 6, -7);

        var placed = KeptPart.AsAdult(map);

        Assert.Equal(expected, Math.Cbrt(placed.Determinant), 9);
        Assert.Equal((0, 0, 0), Rounded(placed.Apply(5, -6, 7)));

        static (double X, double Y, double Z) Rounded((double X, double Y, double Z) point) =>
            (Math.Round(point.X, 9) + 0.0, Math.Round(point.Y, 9) + 0.0, Math.Round(point.Z, 9) + 0.0);
    }

    [Fact]
    public void TheWindowIsInFrontOfItsWallAndSeesBothSidesAlike()
    {
        var sides = FaceWindow.Lines.Take(FaceWindow.SideLines).ToArray();
        Assert.All(FaceWindow.Lines.Take(FaceWindow.FrontLines), line =>
            Assert.Equal(FaceWindow.Wall, line.At(0).Y, 3));
        Assert.All(sides, line => Assert.Equal(0, line.At(0).X, 3));
        Assert.Equal(
            sides.Where(line => line.Start.X < 0).Select(line => (line.Start.Y, line.Start.Z)).Order(),
            sides.Where(line => line.Start.X > 0).Select(line => (line.Start.Y, line.Start.Z)).Order());
    }

    /// <summary>A face of bumps that a seed draws, the same from the front and from the sides; 0 for the plain
    /// one.</summary>
    private static FaceSurface Face(int seed)
    {
        var random = new Random(seed);
        var (a, b) = (random.NextSingle() * 4, random.NextSingle() * 4);
        return Surface([.. FaceWindow.Lines.Select(
            line => seed == 0 ? 30 : 30 + 6 * MathF.Sin(a + line.Start.Z / (9 + a)) * MathF.Cos(
                b + (line.Start.X + line.Start.Y) / (9 + b)))]);
    }

    /// <summary>A face of the size of the atlas.</summary>
    private static FaceSurface Surface(float[] heights) => new(heights, heights);
}
