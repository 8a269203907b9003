namespace RefacePS.Tests.Support;

/// <summary>A folder that is shown at another place too; only an administrator of a Linux system can do that.</summary>
internal sealed class BindMount : IDisposable
{
    private readonly string path;

    private BindMount(string path) => this.path = path;

    /// <summary>True if it can be done here.</summary>
    public static bool IsPossible { get; } = Try();

    public static BindMount? TryMount(string folder, string path) =>
        OperatingSystem.IsLinux() && FinishedProcess.Succeeds("mount", "--bind", folder, path) ? new(path) : null;

    public void Dispose() => FinishedProcess.Succeeds("umount", path);

    private static bool Try()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("a"));
        Directory.CreateDirectory(folder.File("b"));
        using var mount = TryMount(folder.File("a"), folder.File("b"));
        return mount is not null;
    }
}
