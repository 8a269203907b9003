namespace RefacePS.Tests.Support;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("refaceps-").FullName;

    /// <summary>Full path of a file in the folder, with the separators of the system.</summary>
    public string File(string name) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
