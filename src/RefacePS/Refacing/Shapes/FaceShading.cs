using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Shapes;

/// <summary>
/// Makes a warped template meet the kept tissue: a gain that varies slowly, as coils shade a head, and close to the border an addend that
/// takes off what is still wrong. Both are known in kept tissue and fade out into the face.
/// </summary>
internal static class FaceShading
{
    private const double GainReach = 14;
    private const double AddendReach = 4;

    /// <summary>Less kept tissue than this within reach leaves the face nearly as it is.</summary>
    private const double Fade = 0.1;

    /// <summary>Intensity from which a voxel is tissue.</summary>
    private const double Tissue = 0.1;

    private const double LeastGain = 0.6;
    private const double MostGain = 1.6;

    /// <summary>Gain and addend in <see cref="HeadSpace"/>, [2, slices, rows, columns].</summary>
    /// <param name="generated">The warped template in the scan's contrast.</param>
    /// <param name="head">The scan.</param>
    /// <param name="noise">Chance, for the grain.</param>
    public static Tensor Fit(Tensor generated, KeptFace head, VoxelNoise noise)
    {
        using var scope = NewDisposeScope();
        var tissue = (head.Kept & (head.Intensity > Tissue) & (generated > Tissue)).to(float32);
        var sums = Resampling.Smooth(stack([head.Intensity * tissue, generated * tissue]), GainReach / HeadSpace.Spacing);
        var few = Fade * Tissue;
        var gain = ((sums[0] + few) / (sums[1] + few)).clamp_(LeastGain, MostGain);

        var lit = generated * gain;
        var known = (head.Kept & ((head.Intensity > Tissue) | (lit > Tissue))).to(float32);
        var errors = Resampling.Smooth(stack([(head.Intensity - lit) * known, known]), AddendReach / HeadSpace.Spacing);
        var present = (lit / Tissue).clamp_(0, 1);
        var addend = errors[0] / (errors[1] + Fade) * present + TissueGrain.Draw(head.Intensity - lit, tissue, lit, noise);
        return stack([gain, addend]).MoveToOuterDisposeScope();
    }
}
