using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RefacePS.Native;

/// <summary>Build step: writes a copy of a library in which a symbol version is optional.</summary>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    /// <summary>The library as its package holds it; never changed.</summary>
    [Required]
    public string SourceFile { get; set; } = string.Empty;

    /// <summary>The repaired copy.</summary>
    [Required]
    public string DestinationFile { get; set; } = string.Empty;

    /// <summary>The version, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string SymbolVersion { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            Repair();
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Log.LogError($"'{SourceFile}' was not repaired: {e.Message}");
            return false;
        }
    }

    private void Repair()
    {
        var bytes = File.ReadAllBytes(SourceFile);
        var changed = SymbolVersionRepair.Weaken(new ElfImage(bytes), SymbolVersion);
        Directory.CreateDirectory(Path.GetDirectoryName(DestinationFile)!);

        // Deleted first: an older file may be mapped by a running process, or linked to the package's own.
        File.Delete(DestinationFile);
        File.WriteAllBytes(DestinationFile, bytes);
        Log.LogMessage(
            MessageImportance.Normal, $"{SymbolVersion} {(changed ? "made" : "was")} optional in '{DestinationFile}'.");
    }
}
