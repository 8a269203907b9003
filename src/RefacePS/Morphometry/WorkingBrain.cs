using RefacePS.Compute;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>The part of a scan that is measured: the box round the intracranial cavity at about 2 mm, its axes turned
/// to ASL.</summary>
internal static class WorkingBrain
{
    /// <summary>Voxel size in mm.</summary>
    public const double Spacing = 2;

    /// <summary>Room (mm) on every side of where the cavity is believed: the first alignment is of the head.</summary>
    private const double Margin = 10;

    /// <summary>A brain that moves by less than this (mm) from one round to the next stays.</summary>
    private const double StillMoves = 0.2;

    /// <summary>
    /// Cuts it out and takes the shading of coils away. Where the brain lies is found without the shading, and the
    /// shading where the brain lies: they are repeated until the brain stays, so that where the whole head was believed
    /// does not show in what is measured.
    /// </summary>
    /// <param name="scan">The whole scan.</param>
    /// <param name="scan2Atlas">Where the head lies.</param>
    /// <param name="atlas">The average brain, and how to align with it.</param>
    /// <param name="blanked">What was blanked in the scan, and does not count; null where nothing was.</param>
    /// <param name="rounds">Repetitions at most.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The box, and where the brain lies: world of the scan to world of the atlas.</returns>
    public static (Image Brain, AffineResult Place) Cut(
        Image scan, AffineMatrix scan2Atlas, BrainPriors atlas, BlankedBlocks? blanked, int rounds,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(scan, Spacing);
        var (before, beforeLast) = (scan2Atlas, scan2Atlas);
        for (var round = 1; ; round++)
        {
            var (low, high) = Box(shrunk.Grid, scan2Atlas, atlas.Cavity);
            using var box = OrientedCrop.Cut(shrunk, scan2Atlas, Orientation.Asl, low, high);
            // The alignment is at this voxel size, too.
            using var rough = Resampling.Shrink(box, BrainRegistration.MiddleSpacing);
            using var even = BiasCorrection.Correct(rough, scan2Atlas, atlas);
            (beforeLast, before) = (before, scan2Atlas);
            var found = atlas.Registration.AlignAffine(even, before, blanked, cancel);
            scan2Atlas = found.Scan2Template;
            var move = Distance(before, scan2Atlas, atlas.Cavity);
            // Which voxels count depends on the place, so that a brain may swing between two: it lies midway.
            var swings = Distance(beforeLast, scan2Atlas, atlas.Cavity) < move / 2;
            scan2Atlas = swings ? Midway(before, scan2Atlas) : scan2Atlas;
            if (round == rounds || swings || move < StillMoves)
            {
                return (BiasCorrection.Correct(box, scan2Atlas, atlas), found with { Scan2Template = scan2Atlas });
            }
        }
    }

    /// <summary>Share of the cavity that lies in a scan's field of view, 0 to 1.</summary>
    public static double ShareInView(VoxelGrid grid, AffineMatrix scan2Atlas, Image cavity)
    {
        using var scope = NewDisposeScope();
        var index = Resampling.Transform(CavityPoints(cavity), grid.World2Grid * scan2Atlas.Inverse());
        return Resampling.IsInGrid(index, grid, 0.5f).to(float32).mean().ToDouble();
    }

    /// <summary>Mean distance (mm) between where two maps put the cavity in a scan.</summary>
    /// <param name="one">World of the scan to world of the atlas.</param>
    /// <param name="other">Another such map.</param>
    /// <param name="cavity">Probability of the cavity in the atlas.</param>
    public static double Distance(AffineMatrix one, AffineMatrix other, Image cavity)
    {
        using var scope = NewDisposeScope();
        var points = CavityPoints(cavity);
        var apart = Resampling.Transform(points, one.Inverse()) - Resampling.Transform(points, other.Inverse());
        return OneThread.Run(() => apart.square().sum([1]).sqrt().mean()).ToDouble();
    }

    /// <summary>The place midway between two that are close to each other.</summary>
    private static AffineMatrix Midway(AffineMatrix one, AffineMatrix other) => AffineMatrix.FromRows(
        [.. one.ToRows().Zip(other.ToRows(), (first, second) => (first + second) / 2)]);

    /// <summary>World points (mm, [N, 3]) of the atlas that lie in the cavity.</summary>
    public static Tensor CavityPoints(Image cavity)
    {
        using var scope = NewDisposeScope();
        return Resampling.WorldPoints(cavity.Grid, cavity.Voxels.device)[cavity.Voxels.reshape(-1) > 0.5]
            .MoveToOuterDisposeScope();
    }

    private static ((int X, int Y, int Z) Low, (int X, int Y, int Z) High) Box(
        VoxelGrid grid, AffineMatrix scan2Atlas, Image cavity)
    {
        using var scope = NewDisposeScope();
        var index = Resampling.Transform(CavityPoints(cavity), grid.World2Grid * scan2Atlas.Inverse());
        var low = index.amin([0]).cpu().data<float>().ToArray();
        var high = index.amax([0]).cpu().data<float>().ToArray();
        var room = grid.VoxelSize.Select(size => Margin / size).ToArray();
        return (
            ((int)Math.Floor(low[0] - room[0]), (int)Math.Floor(low[1] - room[1]), (int)Math.Floor(low[2] - room[2])),
            ((int)Math.Ceiling(high[0] + room[0]), (int)Math.Ceiling(high[1] + room[1]),
                (int)Math.Ceiling(high[2] + room[2])));
    }
}
