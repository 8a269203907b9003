using Microsoft.Build.Framework;

namespace RefacePS.Native;

/// <summary>Build step: writes a repaired copy of a file of a package.</summary>
public abstract class RepairTask : Microsoft.Build.Utilities.Task
{
    /// <summary>The file as its package holds it; never changed.</summary>
    [Required]
    public string SourceFile { get; set; } = string.Empty;

    /// <summary>The repaired copy.</summary>
    [Required]
    public string DestinationFile { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(DestinationFile)!);
            Repair();
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Log.LogError($"'{SourceFile}' was not repaired: {e.Message}");
            return false;
        }
    }

    /// <summary>Writes the copy, into a folder that is there.</summary>
    protected abstract void Repair();
}
