using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Training;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>One head to learn shapes from. Owns its tensors.</summary>
internal sealed class FaceSample : IDisposable
{
    /// <summary>A cube of this many voxels a side without any signal lies outside the field of view.</summary>
    private const int ViewSide = 5;

    private FaceSample(Tensor intensity, Tensor inView)
    {
        Intensity = intensity.DetachFromDisposeScope();
        InView = inView.DetachFromDisposeScope();
    }

    /// <summary>Air 0, brain 0.4, on the grid of <see cref="HeadSpace"/>.</summary>
    public Tensor Intensity { get; }

    /// <summary>1 where the scan's field of view reaches, else 0, on the same grid.</summary>
    public Tensor InView { get; }

    /// <summary>Opens a head that was prepared for training.</summary>
    public static FaceSample Open(HeadPair head, Device device)
    {
        using var scope = NewDisposeScope();
        var stored = tensor(head.Target.ToArray(), [HeadSpace.Side, HeadSpace.Side, HeadSpace.Side]).to(device)
            .to(float32);
        var unseen = 1 - Morphology.Dilate((stored > 0).to(float32), ViewSide);
        return new FaceSample(stored / byte.MaxValue, 1 - Morphology.Dilate(unseen, ViewSide));
    }

    /// <summary>The channels by which the head is aligned.</summary>
    public FaceChannels Channels()
    {
        using var scope = NewDisposeScope();
        var intensity = FaceBox.CropHeadSpace(Intensity).contiguous();
        return FaceChannels.Create(intensity);
    }

    /// <summary>The weight of each voxel in an alignment, for both channels.</summary>
    public Tensor Weights()
    {
        using var scope = NewDisposeScope();
        var inView = FaceBox.CropHeadSpace(InView);
        return stack([inView, inView]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Intensity.Dispose();
        InView.Dispose();
    }
}
