using RefacePS.Registration;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Registration;

public sealed class DeformableRegistrationTests
{
    private const double Spacing = 4;

    [Fact]
    public void A_smooth_warp_is_undone()
    {
        using var scope = NewDisposeScope();
        using var average = HeadPhantom.Average(Spacing);
        using var scan = HeadPhantom.Scan(HeadPhantom.Grid(Spacing), Warped);
        using var template = new Template(average, Spacing, 0.5);

        using var field = DeformableRegistration.Refine(template, scan, AffineMatrix.Identity, null, new(40, 1.5, 1.0));

        var surface = Surface();
        var points = tensor(surface.SelectMany(p => new[] { (float)p.X, (float)p.Y, (float)p.Z }).ToArray())
            .reshape(-1, 3);
        var found = field.At(points).data<float>().ToArray();
        var errors = surface.Select((p, i) => Across(p, found.AsSpan(3 * i, 3))).ToArray();
        // The warp is 6 mm at its greatest; a quarter of a voxel is left.
        Assert.InRange(errors.Average(), 0, 1);
        Assert.True(surface.Average(p => Across(p, [0, 0, 0])) > 2);
    }

    private static (double X, double Y, double Z) Shift((double X, double Y, double Z) p) =>
        (0, 6 * Math.Sin(p.Z / 50), 6 * Math.Cos(p.Y / 50));

    private static (double X, double Y, double Z) Warped((double X, double Y, double Z) p)
    {
        var (x, y, z) = Shift(p);
        return (p.X + x, p.Y + y, p.Z + z);
    }

    /// <summary>Points of the scan on the outer surface: those that the warp carries to the phantom's outer
    /// ellipsoid.</summary>
    private static (double X, double Y, double Z)[] Surface()
    {
        var points = new List<(double X, double Y, double Z)>();
        for (var latitude = 10; latitude <= 70; latitude += 15)
        {
            for (var longitude = 0; longitude < 360; longitude += 30)
            {
                var (up, round) = Math.SinCos(double.DegreesToRadians(latitude));
                var (right, front) = Math.SinCos(double.DegreesToRadians(longitude));
                var onPhantom = (X: 76 * round * right, Y: 96 * round * front, Z: 112 * up);
                var (x, y, z) = onPhantom;
                for (var step = 0; step < 20; step++)
                {
                    var (dx, dy, dz) = Shift((x, y, z));
                    (x, y, z) = (onPhantom.X - dx, onPhantom.Y - dy, onPhantom.Z - dz);
                }

                points.Add((x, y, z));
            }
        }

        return [.. points];
    }

    /// <summary>Error across the surface, mm: along it a smooth surface shows no motion.</summary>
    private static double Across((double X, double Y, double Z) point, ReadOnlySpan<float> found)
    {
        var (tx, ty, tz) = Shift(point);
        var (nx, ny, nz) = (point.X / (76 * 76), (point.Y + ty) / (96 * 96), (point.Z + tz) / (112 * 112));
        var length = Math.Sqrt(nx * nx + ny * ny + nz * nz);
        return Math.Abs(((found[0] - tx) * nx + (found[1] - ty) * ny + (found[2] - tz) * nz) / length);
    }
}
