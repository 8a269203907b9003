using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>A part of the face as seen from the front: discs in the atlas's x-z plane (mm).</summary>
/// <param name="Name">What it is.</param>
/// <param name="Centres">Centres of the discs.</param>
/// <param name="Radius">Their radius.</param>
internal sealed record Landmark(string Name, (double X, double Z)[] Centres, double Radius)
{
    public static IReadOnlyList<Landmark> All { get; } =
    [
        new("eyes", [(-32, -37), (32, -37)], 10),
        new("nose", [(0, -61)], 10),
        new("mouth", [(0, -92)], 12),
        new("chin", [(0, -124)], 10),
    ];
}

/// <summary>
/// Looks at a head from the front before and after defacing, along rays through the landmarks of the face, and says
/// what share of them still meets the skin that was there.
/// </summary>
internal static class FaceView
{
    private const double RaySpacing = 2;
    private const int Front = 150;
    private const int Back = 40;

    /// <summary>Tissue must go on this far (mm) to be a surface and not noise.</summary>
    private const int Thickness = 3;

    /// <summary>A surface that lies less than this (mm) behind the skin still shows the face.</summary>
    private const int LeastRetreat = 10;

    /// <summary>Share of a landmark's rays that still meet the face; null where less than half of them met it in the
    /// original.</summary>
    /// <param name="original">The case.</param>
    /// <param name="defaced">Its scan, defaced.</param>
    /// <param name="truth">Where the plain head lies in the atlas.</param>
    /// <param name="landmark">Where to look.</param>
    public static double? ShareLeft(HeadCase original, Volume defaced, HeadAlignment truth, Landmark landmark)
    {
        using var scope = NewDisposeScope();
        var rays = Rays(landmark);
        var points = Resampling.Transform(truth.ToScan(rays), original.World2Plain.Inverse());
        using var before = Image.FromVolume(original.Scan, CPU);
        using var after = Image.FromVolume(defaced, CPU);
        var level = HeadThreshold.Otsu(before.Voxels) / 2;
        var skin = Surface(Tissue(before, points, level));
        var now = Surface(Tissue(after, points, level));
        var seen = skin.Count(depth => depth is not null);
        var left = skin.Zip(now)
            .Count(ray => ray.First is { } was && ray.Second is { } remains && remains - was < LeastRetreat);
        return seen * 2 < skin.Length ? null : left / (double)seen;
    }

    /// <summary>Atlas points of all rays, [rays * steps, 3], each ray from front to back in steps of 1 mm.</summary>
    private static Tensor Rays(Landmark landmark)
    {
        var points = new List<float>();
        foreach (var (x, z) in landmark.Centres)
        {
            for (var dx = -landmark.Radius; dx <= landmark.Radius; dx += RaySpacing)
            {
                for (var dz = -landmark.Radius; dz <= landmark.Radius; dz += RaySpacing)
                {
                    for (var y = Front; y > Back && dx * dx + dz * dz <= landmark.Radius * landmark.Radius; y--)
                    {
                        points.AddRange([(float)(x + dx), y, (float)(z + dz)]);
                    }
                }
            }
        }

        return tensor(points.ToArray()).reshape(-1, 3);
    }

    /// <summary>True if points show tissue; outside the field of view nothing shows.</summary>
    private static bool[] Tissue(Image image, Tensor points, double level)
    {
        using var scope = NewDisposeScope();
        return (Resampling.IsInView(points, image.Grid) & (Resampling.SampleWorld(image, points) > level))
            .data<bool>().ToArray();
    }

    /// <summary>Steps to the first surface along each ray.</summary>
    private static int?[] Surface(bool[] tissue) => [.. tissue.Chunk(Front - Back).Select(First)];

    private static int? First(bool[] ray)
    {
        for (var (step, run) = (0, 0); step < ray.Length; step++)
        {
            run = ray[step] ? run + 1 : 0;
            if (run == Thickness)
            {
                return step - Thickness + 1;
            }
        }

        return null;
    }
}
