using RefacePS.Files;

namespace RefacePS.Refacing.Training;

/// <summary>The folder that a training works in.</summary>
internal static class WorkFolder
{
    /// <summary>Makes the folder where there is none.</summary>
    /// <exception cref="VolumeFileException">It cannot be made (<c>DestinationNotWritable</c>).</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFileException(
                VolumeFileFault.DestinationNotWritable, path, $"The work folder cannot be made: {fault.Message} Choose one that you may write to.", fault);
        }
    }
}
