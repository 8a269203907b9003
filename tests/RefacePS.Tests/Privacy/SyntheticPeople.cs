using RefacePS.Atlases;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Privacy;

/// <summary>People who differ in the face alone: the average head of the atlas, its face pushed about by a few smooth
/// bumps that a seed draws.</summary>
internal sealed class SyntheticPeople(HeadAtlas atlas)
{
    private const double Spacing = 3;
    private const double BumpWidth = 22;
    private const double BumpHeight = 9;

    /// <summary>A scan of a person.</summary>
    /// <param name="person">The seed of the face; 0 is the average face.</param>
    /// <param name="subject">The name to give.</param>
    public Volume Scan(int person, string? subject)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(atlas.Average, Spacing);
        var points = Resampling.WorldPoints(shrunk.Grid, CPU);
        var push = zeros(points.shape[0]);
        var random = new Random(person);
        for (var bump = 0; person > 0 && bump < 6; bump++)
        {
            var centre = tensor(new[] { 50f * Draw(), 100f, -65f + 45f * Draw() });
            push += (float)BumpHeight * Draw() * (-(points - centre).square().sum([1]) / (2 * BumpWidth * BumpWidth))
                .exp();
        }

        var moved = points.clone();
        moved.select(1, 1).sub_(push);
        var values = (atlas.AverageAt(moved) * 900).to(float32).data<float>().ToArray();
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray();
        return new Volume(shrunk.Grid, VoxelType.Float32, bytes) { Subject = subject };

        float Draw() => (float)(2 * random.NextDouble() - 1);
    }
}
