using Microsoft.Build.Framework;

namespace RefacePS.Native;

/// <summary>Build step: writes a copy of a library in which a symbol version is optional.</summary>
public sealed class WeakenSymbolVersion : RepairTask
{
    /// <summary>The version, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string SymbolVersion { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void Repair()
    {
        var bytes = File.ReadAllBytes(SourceFile);
        var changed = SymbolVersionRepair.Weaken(new ElfImage(bytes), SymbolVersion);

        // Deleted first: an older file may be mapped by a running process, or linked to the package's own.
        File.Delete(DestinationFile);
        File.WriteAllBytes(DestinationFile, bytes);
        Log.LogMessage(
            MessageImportance.Normal, $"{SymbolVersion} {(changed ? "made" : "was")} optional in '{DestinationFile}'.");
    }
}
