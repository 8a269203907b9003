using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.HeadCoordinates;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>The voxels that a mask left and took, and the second look's view of them.</summary>
/// <param name="Head">The scan.</param>
/// <param name="Case">How its mask was wrong, or right.</param>
/// <param name="FaceLeft">Face that the mask left, by the right map, mL.</param>
/// <param name="BrainCut">Labelled cavity that the mask took, mL; NaN where there are no labels.</param>
/// <param name="FaceShown">Share of the face that the second look sees, 0 to 1.</param>
/// <param name="BrainSeen">Cavity that it sees taken, mL.</param>
/// <param name="Off">Mean distance (mm) in the face between where its map and the right one put it.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Alone">What the second look would have said of a defacing that finds nothing wrong itself.</param>
/// <param name="Quality">What a defacing that made this mask would have said, its second look included.</param>
internal sealed record SecondLookCase(
    string Head, string Case, double FaceLeft, double BrainCut, double FaceShown, double BrainSeen, double Off,
    FaceCheckStatus Verdict, DefaceQuality Alone, DefaceQuality Quality)
{
    /// <summary>True if all that is looked at holds the result back.</summary>
    public bool IsHeldBack => Quality.Status == DefaceStatus.Doubtful;

    /// <summary>True if the second look alone holds the result back.</summary>
    public bool IsFlagged => Alone.Status == DefaceStatus.Doubtful;

    /// <summary>True if there is something to find: enough face to see, or brain that is gone.</summary>
    public bool IsHarmful => FaceLeft >= 20 || BrainCut >= 1;
}

/// <summary>Takes the face of a scan by right and wrong masks, and looks at the results.</summary>
/// <param name="atlas">The head atlas.</param>
/// <param name="model">What looks.</param>
internal sealed class PlantedFailures(HeadAtlas atlas, HeadCoordinateModel model)
{
    private const double SurelyFace = 4;
    private const double Tissue = 0.2;

    /// <summary>All cases of a scan.</summary>
    /// <param name="file">The scan.</param>
    /// <param name="cavity">Its labelled cavity, if there is one.</param>
    /// <param name="draws">Draws directions.</param>
    public IEnumerable<SecondLookCase> Of(string file, Mask? cavity, Draws draws)
    {
        var volume = NiftiReader.Read(file);
        using var scan = Image.FromVolume(volume, CPU);
        using var legible = LegibleScan.Of(scan);
        using var alignment = HeadFinder.Find(atlas, volume, legible, default);
        using var right = new ScanAnatomy(legible, atlas, alignment);
        var face = TrueFace(scan, right);
        using var before = SeenScan.Of(legible, volume.HasWorld, model);
        foreach (var (name, make) in Masks(volume, legible, alignment, draws))
        {
            using var scope = NewDisposeScope();
            var (mask, believed, depth, quality) = make();
            using var anatomy = believed;
            using var result = Image.FromVolume(Blanking.Blank(volume, mask, anatomy), CPU);
            using var legibleResult = LegibleScan.Of(result);
            using var after = SeenScan.Of(legibleResult, volume.HasWorld, model, before);
            var look = SecondLook.Of(after, atlas);
            var brain = look.BrainRemoved(before.Head, atlas, anatomy, depth);
            yield return new(
                SharedScans.NameOf(file), name, Milliliters(face, mask, inside: false),
                cavity is null ? double.NaN : Milliliters(cavity, mask, inside: true), look.FaceShown,
                anatomy.Grid.Milliliters(brain), look.Match.FaceBeside(atlas, right, right.FaceDepth).Apart,
                look.Verdict,
                Judged(quality with { Status = DefaceStatus.Good, Reasons = [] }), Judged(quality));

            DefaceQuality Judged(DefaceQuality own) => look.Judge(
                own, before, atlas, anatomy, depth, mustBeSeen: true);
        }
    }

    private IEnumerable<(string Name, Func<(Mask, ScanAnatomy, Tensor, DefaceQuality)> Make)> Masks(
        Volume volume, LegibleScan scan, HeadAlignment alignment, Draws draws)
    {
        yield return ("right", () => Moved(AffineMatrix.Identity));
        yield return ("right, ears too", () => Moved(AffineMatrix.Identity, DefaceRegion.FaceAndEars));
        yield return ("none", () => Cut(anatomy => full_like(anatomy.FaceDepth, -1f)));
        yield return ("back of the head", () => Moved(AffineMatrix.Rotation(0, 0, Math.PI)));
        yield return ("left or right half", () => Half(0, 0));
        yield return ("upper or lower half", () => Half(2, 60));
        for (var i = 0; i < 2; i++)
        {
            yield return ("shifted 15 mm", () => Moved(Shift(15, draws)));
            yield return ("turned 20 degrees", () => Moved(Turn(20, draws)));
        }

        // The map is wrong, and what is judged by it is judged by a wrong map, whose score is as good as that of the
        // right one.
        (Mask, ScanAnatomy, Tensor, DefaceQuality) Moved(AffineMatrix move, DefaceRegion region = DefaceRegion.Face)
        {
            var believed = new HeadAlignment(move * alignment.Scan2Atlas, alignment.Field, alignment.Score);
            var moved = new ScanAnatomy(scan, atlas, believed);
            var mask = Defacer.RemovedVoxels(volume.Grid, moved, region);
            return (mask, moved, moved.Depth(region).alias(),
                DefaceAssessment.Assess(atlas, believed, moved, region, mask));
        }

        // The map is right, and the mask is not what it says.
        (Mask, ScanAnatomy, Tensor, DefaceQuality) Cut(Func<ScanAnatomy, Tensor> change)
        {
            var anatomy = new ScanAnatomy(scan, atlas, alignment);
            var depth = change(anatomy);
            var mask = MaskConversion.ToMask(
                volume.Grid, Resampling.Refine(depth, anatomy.Grid, volume.Grid) > 0);
            return (mask, anatomy, depth, DefaceAssessment.Assess(atlas, alignment, anatomy, DefaceRegion.Face, mask));
        }

        (Mask, ScanAnatomy, Tensor, DefaceQuality) Half(int axis, float at)
        {
            var side = draws.Sign();
            return Cut(anatomy => minimum(anatomy.FaceDepth, side * (anatomy.AtlasPoints.select(1, axis) + at)));
        }
    }

    private static AffineMatrix Shift(double length, Draws draws)
    {
        var (x, y, z) = draws.Direction();
        return AffineMatrix.Translation(length * x, length * y, length * z);
    }

    private static AffineMatrix Turn(double degrees, Draws draws)
    {
        var (x, y, z) = draws.Direction();
        var angle = double.DegreesToRadians(degrees);
        // Rodrigues' formula.
        var (c, s) = (Math.Cos(angle), Math.Sin(angle));
        return AffineMatrix.FromRows(
        [
            c + x * x * (1 - c), x * y * (1 - c) - z * s, x * z * (1 - c) + y * s, 0,
            y * x * (1 - c) + z * s, c + y * y * (1 - c), y * z * (1 - c) - x * s, 0,
            z * x * (1 - c) - y * s, z * y * (1 - c) + x * s, c + z * z * (1 - c), 0,
        ]);
    }

    private static Mask TrueFace(Image scan, ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        var face = (anatomy.FaceDepth > SurelyFace) & (anatomy.Expected > Tissue);
        return MaskConversion.ToMask(scan.Grid, Resampling.Refine(face.to(float32), anatomy.Grid, scan.Grid) > 0.5);
    }

    private static double Milliliters(Mask part, Mask mask, bool inside)
    {
        var voxels = part.Voxels.Span;
        var removed = mask.Voxels.Span;
        var count = 0L;
        for (var i = 0; i < voxels.Length; i++)
        {
            count += voxels[i] != 0 && removed[i] != 0 == inside ? 1 : 0;
        }

        return part.Grid.Milliliters(count);
    }
}
