using System.Management.Automation;
using RefacePS.Binding;

namespace RefacePS.Cmdlets;

/// <summary>
/// A cmdlet that writes volumes to a destination: <c>Export-Volume $volume out</c>, and <c>$volume | Export-Volume
/// out</c> like every other Export of PowerShell. The place of the destination is what tells the two parameter sets
/// apart.
/// </summary>
public abstract class ExportingCmdlet : VolumeCmdlet
{
    /// <summary>The set in which volumes stand before the destination.</summary>
    protected const string ByParameter = "Volume";

    /// <summary>The set in which they come from the pipeline.</summary>
    protected const string ByPipeline = "Pipeline";

    private PipelineProgress? progress;

    /// <summary>The volumes to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByParameter)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [ValidateNotNull]
    [VolumeArgument(PassesFiles = true)]
    public override Volume[] Volume { get; set; } = [];

    /// <summary>A folder, made where there is none; or for a single file, by its extension, the file. A script block is
    /// asked for each volume that comes from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = ByParameter)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPipeline)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Full path of the destination of the present volume.</summary>
    protected string DestinationPath { get; private set; } = string.Empty;

    /// <summary>The heading of the progress bar.</summary>
    private protected abstract string Activity { get; }

    /// <summary>The progress of the pipeline.</summary>
    private protected PipelineProgress Progress =>
        progress ?? throw new InvalidOperationException("Processing has not begun.");

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        progress = new PipelineProgress(this, Activity);
        if (Destination.Length > 0)
        {
            DestinationPath = FullPath(Destination);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Process(Volume volume)
    {
        // A script block that is given as the destination has another value for each volume.
        DestinationPath = FullPath(Destination);
        Export(volume);
    }

    /// <summary>Writes one volume, or keeps it until those have come that are written with it.</summary>
    private protected abstract void Export(Volume volume);

    /// <inheritdoc/>
    protected override void EndProcessing() => progress?.Dispose();
}
