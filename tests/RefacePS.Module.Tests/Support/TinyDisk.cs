using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Support;

/// <summary>A disk of 64 KiB in memory; only an administrator of a Linux system can make one.</summary>
internal sealed class TinyDisk : IDisposable
{
    private TinyDisk(string path) => Path = path;

    public string Path { get; }

    public static TinyDisk? TryMount()
    {
        var path = Directory.CreateTempSubdirectory("refaceps-disk-").FullName;
        if (OperatingSystem.IsLinux()
            && FinishedProcess.Succeeds("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path))
        {
            return new(path);
        }

        Directory.Delete(path);
        return null;
    }

    public void Dispose()
    {
        FinishedProcess.Succeeds("umount", Path);
        Directory.Delete(Path);
    }
}
