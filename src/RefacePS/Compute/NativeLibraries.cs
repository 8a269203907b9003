using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace RefacePS.Compute;

/// <summary>The place of the native libraries (libtorch and TorchSharp's binding to it).</summary>
public static class NativeLibraries
{
    private static int hooked;

    /// <summary>The folder in use: unless <see cref="Use"/> said otherwise, the one beside this assembly.</summary>
    internal static NativeLibraryFolder Folder { get; private set; } =
        NativeLibraryFolder.Below(Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location)!);

    /// <summary>
    /// Points a host that is not the PowerShell module (a test, a benchmark) to a folder of native libraries. Call it
    /// before anything computes. The module needs no such call: its load context finds them.
    /// </summary>
    public static void Use(string folder)
    {
        Folder = new(folder);
        if (Interlocked.Exchange(ref hooked, 1) == 0)
        {
            AssemblyLoadContext.GetLoadContext(typeof(NativeLibraries).Assembly)!.ResolvingUnmanagedDll +=
                (_, name) => Folder.Find(name) is { } path ? NativeLibrary.Load(path) : 0;
        }
    }
}
