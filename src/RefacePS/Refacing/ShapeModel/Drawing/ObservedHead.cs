using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>A defaced scan as it shows in <see cref="HeadSpace"/>. Owns its tensors.</summary>
internal sealed class ObservedHead : IDisposable
{
    private ObservedHead(Tensor intensity, Tensor kept, Tensor inView) => (Intensity, Kept, InView) =
        (intensity.DetachFromDisposeScope(), kept.DetachFromDisposeScope(), inView.DetachFromDisposeScope());

    /// <summary>Air 0, brain 0.4, at most 1, [slices, rows, columns].</summary>
    public Tensor Intensity { get; }

    /// <summary>The part in which the scan has its own voxels (bool).</summary>
    public Tensor Kept { get; }

    /// <summary>The part in which the scan has voxels, kept or not (bool).</summary>
    public Tensor InView { get; }

    /// <summary>Carries a scan.</summary>
    public static ObservedHead Carry(Image scan, ScanIntensity intensity, FacePlace place)
    {
        using var scope = NewDisposeScope();
        var device = scan.Voxels.device;
        var removed = HeadSpace.CarryMask(place.Removed, place.Scan2Atlas, device);
        var inView = HeadSpace.InView(scan.Grid, place.Scan2Atlas, device);
        var values = (intensity.Scale.Normalise(HeadSpace.Carry(scan, place.Scan2Atlas)) + 1) / 2;
        return new ObservedHead(values, ~removed & inView, inView);
    }

    /// <summary>A head that was prepared for training.</summary>
    /// <param name="sample">The whole head.</param>
    /// <param name="removed">1 where a face is removed, else 0; null where the face is kept.</param>
    public static ObservedHead Of(FaceSample sample, Tensor? removed)
    {
        using var scope = NewDisposeScope();
        var inView = sample.InView > 0.5;
        return new ObservedHead(sample.Intensity.clone(), removed is null ? inView.clone()
            : inView & (removed < 0.5), inView);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Intensity.Dispose();
        Kept.Dispose();
        InView.Dispose();
    }
}
