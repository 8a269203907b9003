using System.Runtime.InteropServices;

namespace RefacePS;

/// <summary>A folder of native libraries for one system and processor.</summary>
internal sealed class NativeLibraryFolder(string path)
{
    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The folder of this machine's kind (<c>native/linux-x64</c>, <c>native/win-x64</c>) beside the managed libraries.</summary>
    public static NativeLibraryFolder Below(string managedFolder)
    {
        var system = OperatingSystem.IsWindows() ? "win" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return new(System.IO.Path.Combine(managedFolder, "native", $"{system}-{processor}"));
    }

    /// <summary>Full path of a library by the name that P/Invoke gives it, or null where the folder does not hold it.</summary>
    public string? Find(string name)
    {
        string[] candidates = OperatingSystem.IsWindows() ? [name + ".dll", name] : [$"lib{name}.so", name + ".so", name];
        return candidates.Select(candidate => System.IO.Path.Combine(Path, candidate)).FirstOrDefault(File.Exists);
    }
}
