using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

/// <summary>A head that lies in the atlas as it is, and shows nothing but where it was cut.</summary>
internal static class CutHead
{
    /// <summary>A head from which everything before a y (mm) was removed.</summary>
    public static ObservedHead Behind(float border)
    {
        using var scope = NewDisposeScope();
        var mask = Resampling.WorldPoints(HeadSpace.Grid, CPU).select(1, 1) > border;
        var place = new FacePlace(new Mask(HeadSpace.Grid, mask.to(uint8).data<byte>().ToArray()),
            AffineMatrix.Identity, IsForeign: false);
        using var scan = Image.FromValues(HeadSpace.Grid, new float[HeadSpace.Grid.VoxelCount], CPU);
        var intensity = new ScanIntensity(AirSample.Collect(new float[100], _ => true), new IntensityScale(-1, -0.2));
        return ObservedHead.Carry(scan, intensity, place);
    }
}
