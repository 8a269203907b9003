using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Privacy;

/// <summary>
/// Regions that common defacers take away, by their kind: a box before the face, and all that lies beyond a plane that
/// touches the brain (as Quickshear does; Schimke and Hale, USENIX HealthSec 2011). Made here from the alignment of the
/// whole head; no other tool runs.
/// </summary>
internal static class CommonDefacing
{
    // The box in the atlas, mm: from side to side, in front of a wall, and below the brows.
    private const double BoxHalfWidth = 80;
    private const double BoxBack = 45;
    private const double BoxTop = -12;

    /// <summary>The slope of the plane, and its distance (mm) from the brain.</summary>
    private const double PlaneAngle = 45;
    private const double PlaneMargin = 10;

    /// <summary>Less probable than this, a voxel is no brain.</summary>
    private const double NoBrain = 0.01;

    private const double AirQuantile = 0.02;

    /// <summary>A scan without what lies in the box.</summary>
    /// <param name="original">The scan.</param>
    /// <param name="defaced">The same scan, defaced by us: says where the head lies.</param>
    /// <param name="atlas">The head atlas.</param>
    public static Volume Box(Volume original, Volume defaced, HeadAtlas atlas) =>
        Remove(original, defaced, atlas, (points, _) =>
            (points.select(1, 0).abs() < BoxHalfWidth) & (points.select(1, 1) > BoxBack)
            & (points.select(1, 2) < BoxTop));

    /// <summary>A scan without what lies beyond the plane.</summary>
    /// <inheritdoc cref="Box"/>
    public static Volume Plane(Volume original, Volume defaced, HeadAtlas atlas) =>
        Remove(original, defaced, atlas, (points, cavity) =>
        {
            var (sine, cosine) = Math.SinCos(double.DegreesToRadians(PlaneAngle));
            var height = points.select(1, 1) * cosine - points.select(1, 2) * sine;
            return height > height[cavity > 0.5].max() + PlaneMargin;
        });

    private static Volume Remove(
        Volume original, Volume defaced, HeadAtlas atlas, Func<Tensor, Tensor, Tensor> isRemoved)
    {
        using var scope = NewDisposeScope();
        var grid = original.Grid;
        var points = Resampling.Transform(Resampling.WorldPoints(grid, CPU), defaced.Transform!.Value);
        var cavity = atlas.Zones.At(points).Cavity;
        var removed = isRemoved(points, cavity) & (cavity < NoBrain);
        var mask = MaskConversion.ToMask(grid, removed.reshape(grid.Nz, grid.Ny, grid.Nx));
        using var scan = Image.FromVolume(original, CPU);
        return Blanking.Blank(original, mask, (float)HeadThreshold.Percentile(scan.Voxels, AirQuantile)) with
            { Kind = VolumeKind.Defaced, FaceMask = mask };
    }
}
