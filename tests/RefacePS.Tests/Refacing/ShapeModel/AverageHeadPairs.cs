using System.Runtime.CompilerServices;
using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Refacing.Training;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel;

/// <summary>The average head of an atlas in three sizes, prepared for training: subjects a, b and c.</summary>
internal static class AverageHeadPairs
{
    private static readonly ConditionalWeakTable<HeadAtlas, HeadPair[]> Made = [];

    /// <summary>The heads of an atlas, which are computed once.</summary>
    public static HeadPair[] Make(HeadAtlas atlas) => [.. Made.GetValue(
        atlas, of => [Head(of, "a", 1.03), Head(of, "b", 0.97), Head(of, "c", 1)])];

    private static HeadPair Head(HeadAtlas atlas, string subject, double size)
    {
        using var scope = NewDisposeScope();
        var scale = FaceTemplate.ScaleOf(atlas);
        using var carried = Resampling.ToGrid(atlas.Average, HeadSpace.Grid, AffineMatrix.Scale(size, size, size));
        var target = Array.ConvertAll(carried.ToArray(), value => (byte)Math.Clamp(value * scale * 255, 1, 255));
        var depth = atlas.Zones.At(Resampling.WorldPoints(HeadSpace.Grid, CPU)).FaceDepth.data<float>().ToArray();
        var mask = Array.ConvertAll(depth, value => (byte)(value > 0 ? 1 : 0));
        return new HeadPair(subject, HeadSpace.Side,
            [.. target.Zip(mask, (value, removed) => removed == 0 ? value : (byte)0)], target, mask);
    }
}
