using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

/// <summary>A head that lies in the atlas as it is, and was cut.</summary>
internal static class CutHead
{
    /// <summary>A head that shows nothing, from which everything before a y (mm) was removed.</summary>
    public static ObservedHead Behind(float border)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(HeadSpace.Grid, CPU);
        return Of(zeros(points.shape[0]), points.select(1, 1) > border);
    }

    /// <summary>A head from which some voxels were removed.</summary>
    /// <param name="values">Air 0, brain 0.4, at most 1, [N] of <see cref="HeadSpace"/>.</param>
    /// <param name="removed">What was removed (bool), [N].</param>
    public static ObservedHead Of(Tensor values, Tensor removed)
    {
        using var scope = NewDisposeScope();
        var place = new FacePlace(new Mask(HeadSpace.Grid, removed.to(uint8).data<byte>().ToArray()),
            AffineMatrix.Identity, IsForeign: false);
        using var scan = Image.FromValues(
            HeadSpace.Grid, (2 * values - 1).to(float32).contiguous().data<float>().ToArray(), CPU);
        var intensity = new ScanIntensity(AirSample.Collect(new float[100], _ => true), new IntensityScale(-1, -0.2));
        return ObservedHead.Carry(scan, intensity, place);
    }
}
