using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>
/// Makes a generated face meet the kept tissue: where the generator also drew kept tissue, its error is known; that
/// error, smoothed, is taken off on the other side of the border and fades away from it.
/// </summary>
internal static class SeamCorrection
{
    private const double ReachMillimeters = 6;

    /// <summary>Less kept tissue than this within reach leaves a voxel nearly as it was generated.</summary>
    private const double Fade = 0.1;

    /// <summary>Intensity of [-1, 1] above which a kept voxel is tissue.</summary>
    private const double Tissue = -0.8;

    /// <summary>The corrected stack, [slices, rows, columns].</summary>
    /// <param name="generated">What the generator drew.</param>
    /// <param name="input">What was kept, in the same intensities.</param>
    /// <param name="kept">Where something was kept (bool).</param>
    public static Tensor Apply(Tensor generated, Tensor input, Tensor kept)
    {
        using var scope = NewDisposeScope();
        var weight = (kept & (input > Tissue)).to(float32);
        var sigma = ReachMillimeters / HeadSpace.Spacing;
        var smoothed = Resampling.Smooth(stack([(input - generated) * weight, weight]), sigma);
        return (generated + smoothed[0] / (smoothed[1] + Fade)).clamp(-1, 1).MoveToOuterDisposeScope();
    }
}
