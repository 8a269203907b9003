using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.ShapeModel.Drawing;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>
/// Draws into a warped average what it lacks, with a 3-D network over all of <see cref="HeadSpace"/>. The network sees
/// the average, the head with the average where nothing was kept, and where that is; it gives what to add. So it knows
/// no more of the removed face than the average does, and the shape stays that which was drawn, as detail is added
/// below the skin alone.
/// </summary>
/// <param name="network">The network: three channels in, one out.</param>
internal sealed class FaceRefiner(UnetGenerator network) : IFaceDetail
{
    /// <inheritdoc/>
    public Tensor Draw(Tensor shaded, ObservedHead head)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        var input = Input(Signed(shaded), Signed(head.Intensity), head.Kept.to(float32));
        return (BelowSkin.Share(shaded) * network.call(input.unsqueeze(0))[0, 0] / 2).MoveToOuterDisposeScope();
    }

    /// <summary>The input of the network, [3, ...], all in [-1, 1].</summary>
    /// <param name="shaded">The warped average.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="kept">1 where the scan has its own voxels, else 0.</param>
    public static Tensor Input(Tensor shaded, Tensor scan, Tensor kept) =>
        stack([shaded, lerp(shaded, scan, kept), 1 - 2 * kept]);

    private static Tensor Signed(Tensor intensity) => 2 * intensity - 1;
}
