using RefacePS.Errors;

namespace RefacePS.Paths;

/// <summary>The files that a command has written, so that no volume takes the place of another's by its name.</summary>
internal sealed class ClaimedFiles
{
    private readonly HashSet<string> paths =
        new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the files of a volume, all or none.</summary>
    /// <exception cref="InputPathException">Another volume has one of them (<c>DestinationUsedTwice</c>).</exception>
    public void Claim(IReadOnlyList<string> files)
    {
        RequireUnclaimed(files);
        paths.UnionWith(files);
    }

    /// <summary>Refuses files that another volume has taken.</summary>
    /// <inheritdoc cref="Claim" path="/exception"/>
    public void RequireUnclaimed(IReadOnlyList<string> files)
    {
        if (files.FirstOrDefault(paths.Contains) is { } taken)
        {
            throw new InputPathException(
                "DestinationUsedTwice", taken, MessageText.Format(Messages.DestinationUsedTwice, taken));
        }
    }
}
