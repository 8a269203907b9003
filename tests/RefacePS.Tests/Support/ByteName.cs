namespace RefacePS.Tests.Support;

/// <summary>A file or folder whose name ends in a byte that is no UTF-8, as old systems wrote names; gone when the test
/// is, for no program of .NET can open or delete it.</summary>
internal sealed class ByteName : IDisposable
{
    private readonly string before;
    private readonly string after;

    /// <summary>Gives a file or folder such a name.</summary>
    /// <param name="path">Its path until now; the byte is put behind it, with an ending after it.</param>
    /// <param name="ending">The ending.</param>
    public ByteName(string path, string ending = "")
    {
        (before, after) = (path, ending);
        Run("mv \"$1\" \"$1$(printf '\\374')$2\"");
    }

    public void Dispose() => Run("rm -r \"$1$(printf '\\374')$2\"");

    private void Run(string script) =>
        Assert.Equal(0, FinishedProcess.Run("sh", "-c", script, "sh", before, after).ExitCode);
}
