namespace RefacePS.Files;

/// <summary>Keeps the files that a volume came from as they are.</summary>
internal static class InputFiles
{
    /// <summary>The comparison of file names on this system.</summary>
    public static StringComparer Names { get; } = OperatingSystem.IsLinux() ? StringComparer.Ordinal
        : StringComparer.OrdinalIgnoreCase;

    /// <summary>Refuses a destination that is a file of the volume's input, whatever links lead there.</summary>
    /// <exception cref="VolumeFileException">A destination is the input's image, its other half, or its
    /// sidecar.</exception>
    public static void Protect(Volume volume, params ReadOnlySpan<string> destinations)
    {
        var real = Of(volume).Select(RealPath).ToHashSet(Names);
        foreach (var destination in destinations)
        {
            if (real.Contains(RealPath(destination)))
            {
                throw new VolumeFileException(
                    VolumeFileFault.DestinationIsInput, destination,
                    "This is the file the volume came from, or its sidecar, and inputs are never overwritten. Choose "
                        + "another destination.");
            }
        }
    }

    /// <summary>The permissions that a file made from volumes gets at most, on Unix: those that all of their files
    /// have (see <see cref="AtomicFile.ModeOf"/>).</summary>
    public static UnixFileMode? ModeOf(params IEnumerable<Volume> volumes) =>
        AtomicFile.ModeOf(volumes.SelectMany(Of));

    /// <summary>Full paths of the files that a volume came from, both halves of a pair and its sidecar among
    /// them.</summary>
    private static IEnumerable<string> Of(Volume volume)
    {
        if (volume.Path is null)
        {
            return [];
        }

        var input = VolumePath.Parse(volume.Path);
        string[] sidecar = volume.Header is { Sidecar: not null } or { SidecarFault: not null }
            ? [input.SidecarFile] : [];
        return [input.HeaderFile, input.VoxelFile, .. sidecar, .. volume.Origin?.Files ?? []];
    }

    /// <summary>The path without symbolic links, as far as it exists.</summary>
    public static string RealPath(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        var here = Path.Combine(RealPath(folder), Path.GetFileName(path));
        return Path.Exists(here) && File.ResolveLinkTarget(here, returnFinalTarget: true) is { } target
            ? RealPath(target.FullName) : here;
    }
}
