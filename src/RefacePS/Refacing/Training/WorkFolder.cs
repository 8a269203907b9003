using RefacePS.Files;

namespace RefacePS.Refacing.Training;

/// <summary>The folder that a training works in.</summary>
internal static class WorkFolder
{
    /// <summary>Refuses a folder that holds a training, which a new one would write over or add to.</summary>
    /// <param name="trace">Full path of the file or folder that a training leaves there.</param>
    /// <exception cref="VolumeFileException">It does (<c>DestinationExists</c>).</exception>
    public static void RequireUnused(string trace)
    {
        if (Path.Exists(trace))
        {
            throw new VolumeFileException(
                VolumeFileFault.DestinationExists, trace,
                "There is a training in this folder already. Go on with it by -Resume, or choose another -WorkFolder.");
        }
    }

    /// <summary>Makes the folder where there is none.</summary>
    /// <exception cref="VolumeFileException">It cannot be made (<c>DestinationNotWritable</c>,
    /// <c>DiskFull</c>).</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Fault(
                path, $"The work folder cannot be made: {fault.Message} Choose one that you may write to.", fault);
        }
    }
}
