using System.Management.Automation;
using RefacePS.Cmdlets;
using RefacePS.Refacing;

namespace RefacePS.Commands;

/// <summary>Puts two volumes together: the base where it was kept, the overlay where something was removed.</summary>
[Cmdlet(VerbsData.Merge, "Volume", DefaultParameterSetName = RawSet)]
[OutputType(typeof(Volume))]
public sealed class MergeVolumeCommand : RefacePSCmdlet
{
    private const string RawSet = "Raw";
    private const string PartsSet = "Parts";

    /// <summary>The raw output of Invoke-Reface -Raw, which knows its base and mask.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = RawSet)]
    [ValidateNotNull]
    public Volume[] Volume { get; set; } = [];

    /// <summary>The volume whose voxels are kept.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PartsSet)]
    [ValidateNotNull]
    public Volume? Base { get; set; }

    /// <summary>The volume that fills what was removed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PartsSet)]
    [ValidateNotNull]
    public Volume? Overlay { get; set; }

    /// <summary>The place of the overlay: the FaceMask of a volume, or a volume that is not 0 there. By default the
    /// base's own face mask.</summary>
    [Parameter(ParameterSetName = PartsSet)]
    [ValidateNotNull]
    public object? Mask { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == PartsSet)
        {
            Merge(Overlay!, () => VolumeMerge.Merge(Base!, Overlay!, MaskOf(Base!)));
            return;
        }

        foreach (var raw in Volume)
        {
            Merge(raw, () => raw is { Base: { } kept, FaceMask: { } mask }
                ? VolumeMerge.Merge(kept, raw, mask)
                : throw new MergeMismatchException(Text(Messages.NotRaw, raw.Name)));
        }
    }

    private void Merge(Volume target, Func<Volume> work)
    {
        if (TryRun(target, work, out var merged))
        {
            WriteObject(merged);
        }
    }

    private Mask MaskOf(Volume kept) => (Mask is PSObject wrapped ? wrapped.BaseObject : Mask) switch
    {
        Mask mask => mask,
        Volume volume => VolumeMerge.MaskOf(volume),
        null => kept.FaceMask ?? throw new MergeMismatchException(Text(Messages.NoMaskToMerge, kept.Name)),
        var other => throw new MergeMismatchException(Text(Messages.NotAMask, other.GetType().Name)),
    };
}
