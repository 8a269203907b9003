using System.Management.Automation;
using RefacePS.Cmdlets;
using RefacePS.Paths;
using RefacePS.Rendering;

namespace RefacePS.Commands;

/// <summary>Draws volumes as PNG, so that a person sees at a glance whether a head has a face.</summary>
[Cmdlet(VerbsData.Export, "VolumeImage", DefaultParameterSetName = ByParameter, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportVolumeImageCommand : ExportingCmdlet
{
    private readonly ClaimedFiles written = new();

    /// <summary>Volumes of one picture, by its destination.</summary>
    private readonly Dictionary<string, List<Volume>> montages = [];

    /// <summary>The views to show: three slices, the lit surface of the head, or all.</summary>
    [Parameter]
    public ImageViews View { get; set; } = ImageViews.All;

    /// <summary>Edge of each square panel, in pixels.</summary>
    [Parameter]
    [ValidateRange(VolumeImageOptions.LeastPanelSize, VolumeImageOptions.MostPanelSize)]
    public int Size { get; set; } = VolumeImageOptions.DefaultPanelSize;

    /// <summary>Draw all volumes into one picture, side by side.</summary>
    [Parameter]
    public SwitchParameter Montage { get; set; }

    /// <summary>Replace pictures that are there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private VolumeImageOptions Options => new() { Views = View, PanelSize = Size };

    private protected override string Activity => Messages.DrawingVolumes;

    private protected override void Export(Volume volume)
    {
        if (Montage)
        {
            montages.TryAdd(DestinationPath, []);
            montages[DestinationPath].Add(volume);
        }
        else
        {
            Export(volume, [volume], () => VolumeImageFile.PathOf(volume, DestinationPath), () =>
                VolumeImage.Render(volume, Options, StopToken));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var (destination, montage) in montages)
        {
            Export(montage, montage, () => VolumeImageFile.PathOfMontage(destination), () =>
                VolumeImage.RenderSideBySide(montage, Options, StopToken));
        }

        base.EndProcessing();
    }

    private void Export(object target, IReadOnlyList<Volume> volumes, Func<string> name, Func<byte[]> draw)
    {
        if (!TryRun(target, () => Free(name()), out var path) || !ShouldProcess(path, Messages.WriteImage))
        {
            return;
        }

        Progress.Report(path);
        if (TryRun(target, () => Write(volumes, path, draw), out var file))
        {
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    /// <summary>A path that may be written; what may not is refused under -WhatIf too.</summary>
    private string Free(string path)
    {
        written.RequireUnclaimed([path]);
        return VolumeImageFile.RequireFree(path, Force);
    }

    private string Write(IReadOnlyList<Volume> volumes, string path, Func<byte[]> draw)
    {
        written.Claim([path]);
        VolumeImageFile.Write(volumes, path, Force, draw);
        return path;
    }
}
