using System.Reflection;
using System.Runtime.Loader;

namespace RefacePS;

/// <summary>
/// Loads the cmdlets and everything they depend on apart from PowerShell and from other modules, so that no other
/// version of a dependency can clash. Only this assembly, whose types scripts name, lives in PowerShell's own context.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lazy<Assembly> Cmdlets = new(LoadCmdlets);

    private readonly string folder;
    private readonly NativeLibraryFolder nativeLibraries;

    private ModuleLoadContext(string folder)
        : base("RefacePS") => (this.folder, nativeLibraries) = (folder, NativeLibraryFolder.Below(folder));

    /// <summary>The assembly of the cmdlets, loaded once in a process however often the module is imported.</summary>
    public static Assembly CmdletAssembly => Cmdlets.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        nativeLibraries.Find(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static Assembly LoadCmdlets()
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "lib");
        return new ModuleLoadContext(folder).LoadFromAssemblyPath(Path.Combine(folder, "RefacePS.Module.dll"));
    }
}
