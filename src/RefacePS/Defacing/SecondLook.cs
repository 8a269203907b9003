using RefacePS.Atlases;
using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// What a look at a scan found that shares no map, no start and no threshold with the defacing: a network says of every
/// voxel of the brain where in the head it lies, a map fitted to that says where the face belongs, and there tissue is
/// looked for.
/// </summary>
/// <param name="Verdict">Whether a face is there.</param>
/// <param name="FaceShown">Share of the expected face's tissue that the scan shows, 0 to 1; NaN
/// where no head was seen.</param>
internal readonly record struct SecondLook(FaceCheckStatus Verdict, double FaceShown)
{
    /// <summary>From this share on there is a face (docs/defacing.md).</summary>
    public const double FaceFrom = 0.3;

    /// <summary>Up to this share there is none.</summary>
    public const double NoFaceUpTo = 0.1;

    /// <summary>What is more probable than this is surely cavity, not its border.</summary>
    private const double SurelyCavity = 0.9;

    /// <summary>Less of the cavity (mL) inside a mask is what two looks at a border differ by.</summary>
    private const double LeastBrain = 2;

    private const double CubicMillimetresInMillilitre = 1000;

    /// <summary>Looks at a scan. Where no head is seen, nothing can be said of its face either.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="seen">What the network sees in it.</param>
    /// <param name="atlas">Says where a face lies against the cavity.</param>
    public static SecondLook Of(Image scan, SeenHead? seen, HeadAtlas atlas)
    {
        if (seen is not { IsHead: true })
        {
            return new(FaceCheckStatus.Uncertain, double.NaN);
        }

        var shown = ExpectedFace.Shown(scan, seen, atlas);
        return new(
            shown >= FaceFrom ? FaceCheckStatus.Face
                : shown > NoFaceUpTo ? FaceCheckStatus.Uncertain
                : FaceCheckStatus.NoFace,
            shown);
    }

    /// <summary>
    /// Voxels of the scan's anatomy that are removed and that are brain by what is seen in the scan; 0 where it is too
    /// little to tell from a border.
    /// </summary>
    /// <param name="before">What was seen in the scan.</param>
    /// <param name="anatomy">The grid of the voxels.</param>
    /// <param name="depth">Depth in what is removed at each of them, mm.</param>
    public static long BrainRemoved(SeenHead? before, ScanAnatomy anatomy, Tensor depth)
    {
        if (before is null)
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        var cavity = before.CavityAt(Resampling.WorldPoints(anatomy.Grid, anatomy.Values.device));
        var voxels = ((depth > 0) & (cavity > SurelyCavity)).sum().ToInt64();
        return voxels * anatomy.Grid.VoxelVolume >= LeastBrain * CubicMillimetresInMillilitre ? voxels : 0;
    }

    /// <summary>A quality with what this look found: nothing is Good where it does not see that the face is
    /// gone.</summary>
    public DefaceQuality AddTo(DefaceQuality quality, long brainRemoved)
    {
        string[] reasons = [.. Reasons(), .. BrainReasons(quality, brainRemoved)];
        return quality with
        {
            SecondLook = Verdict,
            FaceShown = FaceShown,
            BrainVoxelsRemoved = Math.Max(quality.BrainVoxelsRemoved, brainRemoved),
            Status = reasons.Length == 0 ? quality.Status : DefaceStatus.Doubtful,
            Reasons = [.. quality.Reasons, .. reasons],
        };
    }

    private static IEnumerable<string> BrainReasons(DefaceQuality quality, long brainRemoved)
    {
        if (brainRemoved > quality.BrainVoxelsRemoved)
        {
            yield return $"{brainRemoved} voxels of what looks like brain were removed";
        }
    }

    private IEnumerable<string> Reasons()
    {
        if (double.IsNaN(FaceShown))
        {
            yield return "a second look does not see a head in the result";
        }
        else if (Verdict != FaceCheckStatus.NoFace)
        {
            yield return FormattableString.Invariant($"a second look sees {FaceShown:P0} of a face in the result");
        }
    }
}
