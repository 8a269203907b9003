using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// Agreement of the face itself with the atlas: the correlation ratio of the scan given the carried average head, in
/// the face and its surroundings. The score of the affine map does not see a face that lies elsewhere, for the head is
/// far larger than the face; this does.
/// </summary>
/// <param name="Here">Agreement where the face was taken to be, 0 to 1.</param>
/// <param name="Elsewhere">Best agreement at a little distance, 0 to 1: higher only where the transform is
/// wrong.</param>
internal readonly record struct FaceAgreement(double Here, double Elsewhere)
{
    /// <summary>The depth (mm) behind the face's back wall that is looked at: a wrong place shows on both
    /// sides.</summary>
    private const double Surroundings = 15;

    /// <summary>The shift (mm) of the atlas that shows whether the face fits better there.</summary>
    private const double Shift = 8;

    /// <summary>More voxels make the ratio no surer.</summary>
    private const int EnoughVoxels = 40_000;

    private static readonly AffineMatrix[] Shifts =
    [
        AffineMatrix.Translation(0, Shift, 0), AffineMatrix.Translation(0, -Shift, 0),
        AffineMatrix.Translation(0, 0, Shift), AffineMatrix.Translation(0, 0, -Shift),
    ];

    /// <summary>Agreement of what lies deep in the face alone, 0 to 1, however dark it is. NaN, or endlessly low, where
    /// all of it is one value.</summary>
    public static double Inside(ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        var face = (anatomy.FaceDepth > FaceTissue.SurelyFace) & anatomy.IsMeasured;
        return ContrastModel.CorrelationRatio(anatomy.Expected[face], IntensityRoot.Of(anatomy.Values)[face]);
    }

    /// <summary>Measures a scan.</summary>
    public static FaceAgreement Measure(HeadAtlas atlas, ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        var near = ((anatomy.FaceDepth > -Surroundings) & anatomy.IsMeasured).nonzero().reshape(-1);
        var few = near.slice(0, 0, near.shape[0], Math.Max(1, near.shape[0] / EnoughVoxels));
        var points = anatomy.AtlasPoints.index_select(0, few);
        var values = IntensityRoot.Of(anatomy.Values).index_select(0, few);
        return new(At(AffineMatrix.Identity), Shifts.Max(At));

        double At(AffineMatrix shift) =>
            ContrastModel.CorrelationRatio(atlas.AverageAt(Resampling.Transform(points, shift)), values);
    }
}
