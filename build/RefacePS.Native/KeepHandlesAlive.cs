using Microsoft.Build.Framework;

namespace RefacePS.Native;

/// <summary>Build step: writes a copy of TorchSharp.dll after <see cref="HandleLifetimeRepair"/>.</summary>
public sealed class KeepHandlesAlive : Microsoft.Build.Utilities.Task
{
    /// <summary>TorchSharp.dll as its package holds it; never changed.</summary>
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
            HandleLifetimeRepair.Repair(SourceFile, DestinationFile);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Log.LogError($"'{SourceFile}' was not repaired: {e.Message}");
            return false;
        }
    }
}
