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
        if (volume.Path is null)
        {
            return;
        }

        var input = VolumePath.Parse(volume.Path);
        string[] files = volume.Header is not ({ Sidecar: not null } or { SidecarFault: not null })
            ? [input.HeaderFile, input.VoxelFile]
            : [input.HeaderFile, input.VoxelFile, input.SidecarFile];
        var real = files.Concat(volume.Origin?.Files ?? []).Select(RealPath).ToHashSet(Names);
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
