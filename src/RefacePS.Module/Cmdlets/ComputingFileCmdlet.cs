using System.Management.Automation;
using RefacePS.Completion;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that is given files by their paths and computes on what they hold.</summary>
public abstract class ComputingFileCmdlet : FileInputCmdlet
{
    /// <summary>The device to compute on: Auto (CUDA where there is such a device), Cpu, Cuda or Cuda:1.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public string Device { get; set; } = "Auto";
}
