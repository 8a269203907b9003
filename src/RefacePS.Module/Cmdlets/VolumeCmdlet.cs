using System.Management.Automation;
using RefacePS.Binding;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that works on volumes, one after another.</summary>
public abstract class VolumeCmdlet : RefacePSCmdlet
{
    /// <summary>The volumes to work on.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [VolumeArgument]
    public virtual Volume[] Volume { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var volume in Volume)
        {
            Process(volume);
        }
    }

    /// <summary>Works on one volume.</summary>
    protected abstract void Process(Volume volume);
}
