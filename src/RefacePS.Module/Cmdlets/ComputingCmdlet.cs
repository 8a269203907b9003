using System.Management.Automation;
using RefacePS.Completion;
using TorchSharp;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that computes on volumes with libtorch.</summary>
public abstract class ComputingCmdlet : VolumeCmdlet
{
    private torch.Device? computeDevice;

    /// <summary>The device to compute on: Auto (CUDA where there is such a device), Cpu, Cuda or Cuda:1.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public string Device { get; set; } = "Auto";

    /// <summary>The device that is meant by <see cref="Device"/>.</summary>
    protected torch.Device ComputeDevice => computeDevice
        ?? throw new InvalidOperationException("Processing has not begun.");

    /// <summary>Loads libtorch and finds the device; the command ends where it cannot.</summary>
    protected override void BeginProcessing() => computeDevice = OpenDevice(Device);
}
