using RefacePS.Compute;
using TorchSharp;

namespace RefacePS.Tests.Compute;

public sealed class ComputeDeviceTests
{
    [Theory]
    [InlineData("Auto", ComputeDeviceKind.Auto, 0)]
    [InlineData("cpu", ComputeDeviceKind.Cpu, 0)]
    [InlineData("CUDA", ComputeDeviceKind.Cuda, 0)]
    [InlineData("Cuda:1", ComputeDeviceKind.Cuda, 1)]
    public void Names_are_read_whatever_their_case(string text, ComputeDeviceKind kind, int index) =>
        Assert.Equal(new ComputeDevice(kind, index), ComputeDevice.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("2")]
    [InlineData("Cpu:1")]
    [InlineData("Cuda:")]
    [InlineData("Cuda:-1")]
    [InlineData("Cuda:1:2")]
    [InlineData("2:1")]
    [InlineData(" 2")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("Cpu,Cuda")]
    [InlineData(" Cpu")]
    public void Anything_else_is_refused(string text)
    {
        var refusal = Assert.Throws<ComputeDeviceException>(() => ComputeDevice.Parse(text));

        Assert.Equal("UnknownDevice", refusal.ErrorId);
        Assert.Equal(text, refusal.Device);
    }

    [Fact]
    public void The_processor_is_always_there() => Assert.Equal(DeviceType.CPU, ComputeDevice.Cpu.Resolve().type);

    [Fact]
    public void Auto_takes_CUDA_only_where_it_is()
    {
        TorchRuntime.EnsureLoaded();
        var expected = torch.cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU;

        Assert.Equal(expected, ComputeDevice.Auto.Resolve().type);
    }

    [Fact]
    public void A_CUDA_device_that_is_not_there_is_an_error()
    {
        var refusal = Assert.Throws<ComputeDeviceException>(
            () => new ComputeDevice(ComputeDeviceKind.Cuda, 99).Resolve());

        Assert.Equal("CudaUnavailable", refusal.ErrorId);
        Assert.Equal("Cuda:99", refusal.Device);
    }
}
