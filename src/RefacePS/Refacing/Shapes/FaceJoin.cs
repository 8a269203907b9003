using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Shapes;

/// <summary>
/// Makes a face of its own shape meet the head: at the border of what was removed points lie where the kept anatomy says, and further in, more and more,
/// where the face's own shape has them. What the kept anatomy knows of its owner's face reaches no further.
/// </summary>
internal static class FaceJoin
{
    /// <summary>Width (mm) of the passage.</summary>
    private const double Reach = 14;

    /// <summary>The field that passes from one into the other.</summary>
    /// <param name="free">That of the face: vectors, mm, [3, Nz, Ny, Nx] at <see cref="KeptShape.Spacing"/>.</param>
    /// <param name="measured">That of the kept anatomy, alike.</param>
    /// <param name="head">The scan.</param>
    public static Tensor Join(Tensor free, Tensor measured, KeptFace head)
    {
        using var scope = NewDisposeScope();
        var kept = FaceBox.CropHeadSpace(head.Kept).to(uint8).cpu().contiguous().data<byte>().ToArray();
        var depth = tensor(DistanceTransform.Signed(FaceBox.Grid, voxel => kept[voxel] == 0), FaceBox.CropHeadSpace(head.Kept).shape).to(free.device);
        var share = (FaceBox.Respace(depth.unsqueeze(0), FaceBox.Spacing, KeptShape.Spacing) / Reach).clamp_(0, 1);
        return lerp(measured, free, share.expand_as(free)).MoveToOuterDisposeScope();
    }
}
