using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>The tissue of the face that a scan should have and the tissue that it has.</summary>
internal static class FaceTissue
{
    /// <summary>An average head brighter than this is tissue.</summary>
    public const double Expected = 0.2;

    /// <summary>Points this deep (mm) in the face zone are face, not its border.</summary>
    public const double SurelyFace = 4;

    /// <summary>A scan brighter than this share of the way from air to brain is tissue.</summary>
    private const double TissueShare = 0.25;

    /// <summary>Share of the face's expected tissue, in the field of view, that the scan has: 0 to 1; 0 where the face
    /// is out of view.</summary>
    public static double Present(ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        var face = (anatomy.FaceDepth > SurelyFace) & (anatomy.Expected > Expected);
        var size = face.sum().ToInt64();
        return size == 0 ? 0 : ((anatomy.Values > Threshold(anatomy)) & face).sum().ToInt64() / (double)size;
    }

    /// <summary>Between air and brain, as this scan has them.</summary>
    private static double Threshold(ScanAnatomy anatomy)
    {
        var brain = HeadThreshold.Percentile(anatomy.Values[anatomy.Cavity > 0.5], 0.5);
        var low = HeadThreshold.Percentile(anatomy.Values, 0.02);
        return low + TissueShare * (brain - low);
    }
}
