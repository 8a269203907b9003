using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// Makes a face of its own shape meet the head: at the border of what was removed points lie where the kept anatomy
/// says, and further in, more and more, where the face's own shape has them. What the kept anatomy knows of its owner's
/// face reaches no further. Owns its tensors.
/// </summary>
internal sealed class FaceBlend : IDisposable
{
    /// <summary>Least width (mm) of the passage.</summary>
    private const double Reach = 16;

    /// <summary>Width of the passage (mm) for each mm by which they disagree, so that no passage is so steep that brows
    /// look like a visor.</summary>
    private const double ReachPerMillimeter = 1.9;

    /// <summary>Greatest width (mm) of the passage.</summary>
    private const double Farthest = 27;

    /// <summary>Finds the border.</summary>
    /// <param name="measured">The field of the kept anatomy: vectors, mm, [3, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>.</param>
    /// <param name="head">The scan.</param>
    public FaceBlend(Tensor measured, ObservedHead head)
    {
        using var scope = NewDisposeScope();
        var kept = FaceBox.CropHeadSpace(head.Kept).to(uint8).cpu().contiguous().data<byte>().ToArray();
        var depth = tensor(DistanceTransform.Signed(FaceBox.Grid, voxel => kept[voxel] == 0),
            FaceBox.CropHeadSpace(head.Kept).shape).to(measured.device);
        Depth = FaceBox.Respace(depth.unsqueeze(0), FaceBox.Spacing, KeptShape.Spacing).DetachFromDisposeScope();
        Measured = measured.alias().DetachFromDisposeScope();
    }

    /// <summary>Distance (mm) from the border, positive where the face was removed, [1, Nz, Ny, Nx].</summary>
    public Tensor Depth { get; }

    /// <summary>The field of the kept anatomy.</summary>
    public Tensor Measured { get; }

    /// <summary>The share that the face's own shape has, [1, Nz, Ny, Nx]; it begins and ends smoothly, as the skin
    /// shows where a slope sets in.</summary>
    /// <param name="free">The field of the face, like <see cref="Measured"/>.</param>
    public Tensor Share(Tensor free)
    {
        using var scope = NewDisposeScope();
        var disagreement = Resampling.Smooth((free - Measured).norm(0, keepdim: true), 2);
        return ShareOf(Depth, disagreement).MoveToOuterDisposeScope();
    }

    /// <summary>The share that a face's own shape has, by the distance (mm) from the border and by how far (mm) it and
    /// the kept anatomy disagree.</summary>
    public static Tensor ShareOf(Tensor depth, Tensor disagreement)
    {
        using var scope = NewDisposeScope();
        var reach = (disagreement * ReachPerMillimeter).clamp_(Reach, Farthest);
        var passed = (depth / reach).clamp_(0, 1);
        return (passed.square() * (3 - 2 * passed)).MoveToOuterDisposeScope();
    }

    /// <summary>The field that passes from one into the other.</summary>
    /// <param name="free">The field of the face, like <see cref="Measured"/>.</param>
    public Tensor Blend(Tensor free)
    {
        using var scope = NewDisposeScope();
        return lerp(Measured, free, Share(free).expand_as(free)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Depth.Dispose();
        Measured.Dispose();
    }
}
