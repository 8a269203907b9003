using RefacePS.Compute;
using TorchSharp;

namespace RefacePS.Tests.Compute;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void A_repaired_libtorch_computes()
    {
        TorchRuntime.EnsureLoaded();

        using var scope = torch.NewDisposeScope();
        var image = torch.arange(9, torch.float32).reshape(1, 1, 3, 3);
        var smoothed = torch.nn.functional.conv2d(image, torch.ones(1, 1, 3, 3));

        Assert.Equal(36f, smoothed.item<float>());
    }

    /// <summary>Kernels work on channels by blocks of 8 or 16, and what pads the last block must not leak.</summary>
    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 37)]
    [InlineData(16, 32)]
    [InlineData(19, 9)]
    [InlineData(28, 28)]
    [InlineData(32, 1)]
    public void Convolutions_are_right_for_any_number_of_channels(int inputs, int outputs)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        var image = Whole(2, inputs, 11, 12).requires_grad_(true);
        var weights = Whole(outputs, inputs, 3, 3);

        var convolved = torch.nn.functional.conv2d(image, weights, padding: [1, 1]);
        convolved.sum().backward();

        // As a matrix product over patches: another way to the same whole numbers, exact in float32.
        var patches = torch.nn.functional.unfold(image.detach(), kernel_size: 3, padding: 1);
        var product = weights.reshape(outputs, -1).matmul(patches).reshape(convolved.shape);
        Assert.Equal(0f, (convolved - product).abs().max().item<float>());

        // An inner voxel meets every weight of its channel once.
        var gradient = image.grad!.select(2, 5).select(2, 5);
        Assert.Equal(0f, (gradient - weights.sum([0, 2, 3])).abs().max().item<float>());
    }

    [Fact]
    public void An_old_Cpp_library_is_named_with_the_way_out()
    {
        var refused = new DllNotFoundException("/lib64/libstdc++.so.6: version `GLIBCXX_3.4.30' not found");

        var failure = TorchRuntime.Explain("/opt/module", refused);

        Assert.Equal("TorchUnavailable", failure.ErrorId);
        Assert.Contains("GLIBCXX_3.4.30", failure.Message, StringComparison.Ordinal);
        Assert.Contains("/opt/module", failure.Message, StringComparison.Ordinal);
        Assert.Contains("LD_LIBRARY_PATH", failure.Message, StringComparison.Ordinal);
        Assert.Same(refused, failure.InnerException);
    }

    /// <summary>Whole numbers from -5 to 5.</summary>
    private static torch.Tensor Whole(params long[] shape)
    {
        var random = new Random(1);
        return torch.tensor(Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b))
            .Select(_ => (float)random.Next(-5, 6)).ToArray(), shape);
    }
}
