using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.Training;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel;

/// <summary>Judges a shape model on heads that it was not trained on, in the space and the intensities of their
/// pairs.</summary>
internal static class ShapeValidation
{
    /// <summary>Mean absolute difference over the removed voxels of all heads together, on intensities of [-1, 1]. For
    /// networks, the mean of the heads' means is taken.</summary>
    public static double RemovedRegionL1(ShapeFaceGenerator generator, IReadOnlyList<HeadPair> heads, Device device,
        CancellationToken cancel)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var head in heads)
        {
            using var scope = NewDisposeScope();
            var mask = head.Mask.ToArray();
            using var scan =
                Image.FromValues(HeadSpace.Grid, Array.ConvertAll(head.Input.ToArray(), HeadPair.Dequantise), device);
            var values = scan.ToArray();
            var intensity = new ScanIntensity(
                AirSample.Collect(values, voxel => values[voxel] < -0.9f && mask[voxel] == 0),
                new IntensityScale(-1, -0.2));
            var place = new FacePlace(new Mask(HeadSpace.Grid, mask), AffineMatrix.Identity, IsForeign: false)
                { ByKeptPart = head.ByKeptPart };
            using var drawing = generator.Begin(scan, intensity, place, new VoxelNoise(0), cancel);
            var face = drawing.Draw(scan, intensity, cancel);
            for (var voxel = 0; voxel < mask.Length; voxel++)
            {
                if (mask[voxel] != 0)
                {
                    var (i, j, k) = (voxel % HeadSpace.Side, voxel / HeadSpace.Side % HeadSpace.Side,
                        voxel / (HeadSpace.Side * HeadSpace.Side));
                    var (x, y, z) = HeadSpace.Grid.Grid2World.Apply(i, j, k);
                    sum += Math.Abs(face.At(x, y, z) - HeadPair.Dequantise(head.Target.Span[voxel]));
                    count++;
                }
            }
        }

        return sum / count;
    }
}
