using RefacePS.Registration;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Registration;

public sealed class TemplateTests
{
    [Fact]
    public void The_gradient_is_that_of_the_values()
    {
        const float Step = 0.5f;
        using var scope = NewDisposeScope();
        using var average = HeadPhantom.Average(6);
        using var template = new Template(average, 6, 1);
        // At voxel centres, where the central difference over two voxels is the exact slope of the sampled function's
        // mean.
        var points = tensor(Centres(average.Grid).ToArray()).reshape(-1, 3);
        var analytic = template.Sample(points, Template.ChannelCount);

        for (var axis = 0; axis < 3; axis++)
        {
            var offset = zeros(1, 3);
            offset[0, axis] = Step;
            var numeric = (template.Sample(points + offset) - template.Sample(points - offset)) / (2 * Step);
            // float32 values near 1 over 1 mm: about 1e-6 each.
            Assert.True((numeric - analytic[axis + 1]).abs().max().ToDouble() < 1e-5);
        }

        Assert.True(analytic.narrow(0, 1, 3).abs().max().ToDouble() > 0.01);
    }

    private static IEnumerable<float> Centres(VoxelGrid grid)
    {
        for (var k = 5; k < grid.Nz - 5; k += 7)
        {
            for (var j = 5; j < grid.Ny - 5; j += 3)
            {
                for (var i = 5; i < grid.Nx - 5; i += 5)
                {
                    var (x, y, z) = grid.Grid2World.Apply(i, j, k);
                    yield return (float)x;
                    yield return (float)y;
                    yield return (float)z;
                }
            }
        }
    }
}
