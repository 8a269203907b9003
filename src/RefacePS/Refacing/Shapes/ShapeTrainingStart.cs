using RefacePS.Atlases;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Shapes;

/// <summary>What a shape training begins with.</summary>
internal static class ShapeTrainingStart
{
    /// <summary>The average head of an atlas on the <see cref="FaceBox"/>: air 0, brain 0.4.</summary>
    public static Tensor Average(HeadAtlas atlas, Device device)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(FaceBox.Grid, device);
        var values = atlas.AverageAt(points);
        var brain = HeadThreshold.Percentile(values[atlas.Zones.At(points).Cavity > 0.5], 0.5);
        return (values / (FaceChannels.BrightestBrains * brain)).reshape(FaceBox.Grid.Nz, FaceBox.Grid.Ny, FaceBox.Grid.Nx).clamp_(0, 1).MoveToOuterDisposeScope();
    }
}
