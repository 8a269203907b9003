using System.Reflection;
using System.Runtime.InteropServices;

namespace RefacePS;

/// <summary>A folder of native libraries for one system and processor.</summary>
internal sealed class NativeLibraryFolder(string path)
{
    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Name of the package that holds the native libraries of this machine's kind.</summary>
    public static string PackageName => $"RefacePS.Runtime.{Runtime}";

    private static string Runtime => (OperatingSystem.IsWindows() ? "win-" : "linux-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The version of that package which this build works with.</summary>
    private static string PackageVersion => typeof(NativeLibraryFolder)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "NativePackageVersion").Value!;

    /// <summary>
    /// The folder of this machine's kind for a module that lies in <paramref name="managedFolder"/>:
    /// <c>native/linux-x64</c> or <c>native/win-x64</c> in it where the module was built, or else the package of native
    /// libraries, beside the module or on the path of modules. Where there is none of these, the first.
    /// </summary>
    public static NativeLibraryFolder Below(string managedFolder)
    {
        var own = System.IO.Path.Combine(managedFolder, "native", Runtime);
        var installed = ModuleFolders(managedFolder)
            .Select(modules => System.IO.Path.Combine(modules, PackageName, PackageVersion));
        return new(installed.Prepend(own).FirstOrDefault(Directory.Exists) ?? own);
    }

    /// <summary>Full path of a library by the name that P/Invoke gives it, or null where the folder does not hold
    /// it.</summary>
    public string? Find(string name)
    {
        string[] candidates = OperatingSystem.IsWindows() ? [name + ".dll", name]
            : [$"lib{name}.so", name + ".so", name];
        return candidates.Select(candidate => System.IO.Path.Combine(Path, candidate)).FirstOrDefault(File.Exists);
    }

    /// <summary>Folders of modules: three levels above <c>RefacePS/0.1.0/lib</c>, and those in which PowerShell looks
    /// for them.</summary>
    private static IEnumerable<string> ModuleFolders(string managedFolder) =>
        (Environment.GetEnvironmentVariable("PSModulePath") ?? string.Empty)
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Prepend(System.IO.Path.Combine(managedFolder, "..", "..", ".."));
}
