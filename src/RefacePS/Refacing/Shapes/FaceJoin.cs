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
    /// <summary>Least width (mm) of the passage.</summary>
    private const double Reach = 14;

    /// <summary>Width of the passage (mm) for each mm by which they disagree, so that no passage is so steep that brows look like a visor.</summary>
    private const double ReachPerMillimetre = 1.6;

    /// <summary>Greatest width (mm) of the passage.</summary>
    private const double Farthest = 22;

    /// <summary>The field that passes from one into the other.</summary>
    /// <param name="free">That of the face: vectors, mm, [3, Nz, Ny, Nx] at <see cref="KeptShape.Spacing"/>.</param>
    /// <param name="measured">That of the kept anatomy, alike.</param>
    /// <param name="head">The scan.</param>
    public static Tensor Join(Tensor free, Tensor measured, KeptFace head)
    {
        using var scope = NewDisposeScope();
        var kept = FaceBox.CropHeadSpace(head.Kept).to(uint8).cpu().contiguous().data<byte>().ToArray();
        var depth = tensor(DistanceTransform.Signed(FaceBox.Grid, voxel => kept[voxel] == 0), FaceBox.CropHeadSpace(head.Kept).shape).to(free.device);
        var disagreement = Resampling.Smooth((free - measured).norm(0, keepdim: true), 2);
        var reach = (disagreement * ReachPerMillimetre).clamp_(Reach, Farthest);
        var share = (FaceBox.Respace(depth.unsqueeze(0), FaceBox.Spacing, KeptShape.Spacing) / reach).clamp_(0, 1);
        return lerp(measured, free, share.expand_as(free)).MoveToOuterDisposeScope();
    }
}
