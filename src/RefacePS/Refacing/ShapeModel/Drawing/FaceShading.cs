using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// Makes a warped template meet the kept tissue: a gain that varies slowly, as coils shade a head, and close to the
/// border an addend that takes off what is still wrong. Both are known in kept tissue and fade out into the face.
/// </summary>
/// <param name="Gain">What a matched intensity is multiplied by, [slices, rows, columns] of
/// <see cref="HeadSpace"/>.</param>
/// <param name="Addend">What is then added.</param>
/// <param name="Lit">The warped template in the scan's contrast, times the gain.</param>
/// <param name="Tissue">1 where scan and template both are kept tissue, else 0.</param>
internal sealed record FaceShading(Tensor Gain, Tensor Addend, Tensor Lit, Tensor Tissue)
{
    private const double GainReach = 14;
    private const double AddendReach = 4;

    /// <summary>Less kept tissue than this within reach leaves the face nearly as it is.</summary>
    private const double Fade = 0.1;

    /// <summary>Intensity from which a voxel is tissue: air is 0, brain 0.4.</summary>
    internal const double TissueFrom = 0.1;

    private const double LeastGain = 0.6;
    private const double MostGain = 1.6;

    /// <summary>The head as it comes out, air 0, brain 0.4, at most 1.</summary>
    public Tensor Shaded() => (Lit + Addend).clamp_(0, 1);

    /// <summary>Finds gain and addend; the tensors belong to the scope that is open.</summary>
    /// <param name="generated">The warped template in the scan's contrast.</param>
    /// <param name="head">The scan.</param>
    public static FaceShading Fit(Tensor generated, ObservedHead head)
    {
        using var scope = NewDisposeScope();
        var tissue = (head.Kept & (head.Intensity > TissueFrom) & (generated > TissueFrom)).to(float32);
        var sums = Resampling.Smooth(
            stack([head.Intensity * tissue, generated * tissue]), GainReach / HeadSpace.Spacing);
        var few = Fade * TissueFrom;
        var gain = ((sums[0] + few) / (sums[1] + few)).clamp_(LeastGain, MostGain);

        var lit = generated * gain;
        var known = (head.Kept & ((head.Intensity > TissueFrom) | (lit > TissueFrom))).to(float32);
        var errors = Resampling.Smooth(stack([(head.Intensity - lit) * known, known]), AddendReach / HeadSpace.Spacing);
        var present = (lit / TissueFrom).clamp_(0, 1);
        var addend = errors[0] / (errors[1] + Fade) * present;
        return new FaceShading(
            gain.MoveToOuterDisposeScope(), addend.MoveToOuterDisposeScope(), lit.MoveToOuterDisposeScope(),
            tissue.MoveToOuterDisposeScope());
    }
}
