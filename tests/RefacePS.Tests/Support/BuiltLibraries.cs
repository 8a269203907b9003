using System.Reflection;
using System.Runtime.CompilerServices;
using RefacePS.Compute;

namespace RefacePS.Tests.Support;

/// <summary>The native libraries that the build laid out for the module: tests use the same files.</summary>
internal static class BuiltLibraries
{
    public static string Path { get; } = typeof(BuiltLibraries)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "NativeLibraries").Value!;

    [ModuleInitializer]
    internal static void Use() => NativeLibraries.Use(Path);
}
