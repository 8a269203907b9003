using System.Management.Automation;
using RefacePS.Archives;
using RefacePS.Cmdlets;

namespace RefacePS.Commands;

/// <summary>Tells what became of the scans of an archive, while Protect-Archive works on it or afterwards.</summary>
[Cmdlet(VerbsCommon.Get, "ArchiveStatus", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ArchiveScan))]
public sealed class GetArchiveStatusCommand : FileInputCmdlet
{
    /// <summary>Only scans that are as far as this.</summary>
    [Parameter]
    public ArchiveScanStatus[] Status { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var folder in ResolveFiles())
        {
            if (TryRun(folder, () => ArchiveLedger.Read(folder), out var scans))
            {
                WriteObject(scans.Where(scan => Status.Length == 0 || Status.Contains(scan.Status)),
                    enumerateCollection: true);
            }
        }
    }
}
