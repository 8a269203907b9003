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

        Assert.True(TorchRuntime.IsAvailable);
        Assert.Equal(36f, smoothed.item<float>());
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
}
