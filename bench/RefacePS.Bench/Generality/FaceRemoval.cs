using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Generality;

/// <summary>Ways to remove a face: ours, and what other tools do.</summary>
/// <param name="Name">What it is called in the tables.</param>
/// <param name="Remove">Removes the face of a scan whose head lies as an alignment says.</param>
internal sealed record FaceRemoval(string Name, Func<Volume, HeadAlignment, Volume> Remove)
{
    /// <summary>Room (mm) that a plane keeps from the cavity.</summary>
    private const double Room = 6;

    /// <summary>Degrees by which a plane before the brain leans back.</summary>
    private const double Lean = 30;

    /// <summary>A voxel of the atlas that is more probably cavity than this is kept by others' tools.</summary>
    private const double Cavity = 0.1;

    /// <summary>All ways.</summary>
    public static FaceRemoval[] All(HeadAtlas atlas) =>
    [
        new("ours", (scan, head) => new Defacer(atlas, CPU).Deface(scan, head, DefaceRegion.Face, default)),
        new("ours, with ears", (scan, head) =>
            new Defacer(atlas, CPU).Deface(scan, head, DefaceRegion.FaceAndEars, default)),
        new("box", (scan, head) => Zero(scan, head, atlas, Box)),
        new("oblique plane", (scan, head) => Zero(scan, head, atlas, Plane)),
    ];

    /// <summary>Depth (mm) in a box before and below the frontal lobes.</summary>
    private static Tensor Box(HeadAtlas atlas, Tensor points) =>
        minimum(points.select(1, 1) - 62, -18 - points.select(1, 2));

    /// <summary>Depth (mm) before a plane that leans back under the brain.</summary>
    private static Tensor Plane(HeadAtlas atlas, Tensor points)
    {
        var angle = double.DegreesToRadians(Lean);
        using var grid = Resampling.WorldPoints(atlas.Zones.Grid, CPU);
        var inside = grid[atlas.Zones.At(grid).Cavity > Cavity];
        return Before(points) - (Before(inside).max() + Room);

        Tensor Before(Tensor at) => at.select(1, 1) * Math.Cos(angle) - at.select(1, 2) * Math.Sin(angle);
    }

    private static Volume Zero(
        Volume scan, HeadAlignment head, HeadAtlas atlas, Func<HeadAtlas, Tensor, Tensor> depthOf)
    {
        using var scope = NewDisposeScope();
        using var image = Image.FromVolume(scan, CPU);
        using var anatomy = ScanAnatomy.Of(image, atlas, head);
        var depth = depthOf(atlas, Resampling.Transform(
            Resampling.WorldPoints(anatomy.Grid, CPU), head.Scan2Atlas));
        var mask = MaskConversion.ToMask(scan.Grid, Resampling.Refine(depth, anatomy.Grid, scan.Grid) > 0);
        // Most tools write 0, whatever air is; in CT that would be water.
        var fill = Math.Min(0, image.Voxels.min().ToSingle());
        return Blanking.Blank(scan, mask, fill) with { Kind = VolumeKind.Original };
    }
}
