using RefacePS.Atlases;
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

    private const double PointSpacing = 4;

    /// <summary>Share of the face's expected tissue, in the field of view, that the scan has: 0 to 1; 0 where the face
    /// is out of view.</summary>
    public static double Present(ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        var face = (anatomy.FaceDepth > SurelyFace) & (anatomy.Expected > Expected) & anatomy.IsMeasured;
        var size = face.sum().ToInt64();
        if (size == 0)
        {
            return 0;
        }

        return ((anatomy.Values > Threshold(anatomy)) & face).sum().ToInt64() / (double)size;
    }

    /// <summary>World points (mm, [N, 3]) of the atlas where every head has tissue of its face.</summary>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="depth">How deep (mm) in the face zone they lie at least.</param>
    public static Tensor AtlasPoints(HeadAtlas atlas, double depth)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(AtlasGrid.WithSpacing(PointSpacing), atlas.Average.Voxels.device);
        var isFace = (atlas.Zones.At(points).FaceDepth > depth) & (atlas.AverageAt(points) > Expected);
        return points[isFace].MoveToOuterDisposeScope();
    }

    /// <summary>Between air and brain of a scan whose head was located: what is brighter is tissue.</summary>
    public static double Threshold(ScanAnatomy anatomy) =>
        Threshold(anatomy.Values, anatomy.Values[anatomy.Cavity > 0.5]);

    /// <summary>Between air and brain, as a scan has them: what is brighter is tissue.</summary>
    /// <param name="values">All of the scan.</param>
    /// <param name="cavity">Those of them that lie in the cavity of the brain.</param>
    public static double Threshold(Tensor values, Tensor cavity)
    {
        var air = HeadThreshold.Percentile(values, 0.02);
        return air + TissueShare * (HeadThreshold.Brain(values, cavity) - air);
    }
}
