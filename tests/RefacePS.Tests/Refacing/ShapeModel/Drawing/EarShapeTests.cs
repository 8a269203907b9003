using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

public sealed class EarShapeTests
{
    [Theory]
    [InlineData(0.9)]
    [InlineData(1.0)]
    [InlineData(1.1)]
    public void An_ear_is_as_large_as_ears_are_and_stands_off_behind(double size)
    {
        var ear = new EarShape(size);
        var inside = Points().Where(point => ear.DepthAt(point.Outward, point.Y, point.Z) > 0).ToList();

        Assert.InRange(Extent(inside.Select(point => point.Z)), 54 * size, 64 * size);
        Assert.InRange(Extent(inside.Select(point => point.Y)), 30 * size, 44 * size);
        Assert.InRange(inside.Max(point => point.Outward), 12 * size, ear.Reach);

        // Millilitres: auricles of adults have about 4 to 10.
        Assert.InRange(inside.Count(point => point.Outward >= 0) / 1000.0, 3, 12);
        var (front, back) = (inside.Max(point => point.Y), inside.Min(point => point.Y));
        Assert.True(Nearest(point => point.Y > front - 6) <= 0);
        Assert.True(Nearest(point => point.Y < back + 6) > 4);

        double Nearest(Func<(double Outward, double Y, double Z), bool> part) =>
            inside.Where(part).Min(point => point.Outward);
    }

    [Fact]
    public void It_is_in_one_piece_with_the_scalp()
    {
        var ear = new EarShape(1);
        var inside = Points().Where(point => ear.DepthAt(point.Outward, point.Y, point.Z) > 0).ToHashSet();
        var reached = new HashSet<(double, double, double)>(inside.Where(point => point.Outward == 0));
        var open = new Queue<(double Outward, double Y, double Z)>(inside.Where(point => point.Outward == 0));
        while (open.TryDequeue(out var point))
        {
            foreach (var (o, y, z) in new[] { (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1) })
            {
                var next = (point.Outward + o, point.Y + y, point.Z + z);
                if (inside.Contains(next) && reached.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        Assert.InRange(reached.Count, 0.98 * inside.Count, inside.Count);
    }

    [Fact]
    public void Scans_have_ears_of_their_own_and_the_same_scan_the_same()
    {
        double[] reaches = [.. Enumerable.Range(1, 20)
            .Select(seed => EarShape.Draw(new VoxelNoise((ulong)seed)).Reach)];
        Assert.Equal(reaches[4], EarShape.Draw(new VoxelNoise(5)).Reach);
        Assert.True(reaches.Distinct().Count() > 15);
        Assert.InRange(reaches.Max() / reaches.Min(), 1.05, 1.3);
    }

    private static IEnumerable<(double Outward, double Y, double Z)> Points() =>
        from outward in Enumerable.Range(-2, 30)
        from y in Enumerable.Range(-40, 80)
        from z in Enumerable.Range(-100, 100)
        select ((double)outward, (double)y, (double)z);

    private static double Extent(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Max() - all.Min();
    }
}
