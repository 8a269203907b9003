using System.Reflection;
using RefacePS.Compute;

namespace RefacePS.Bench;

/// <summary>Places in which the build left what the benchmarks use.</summary>
internal static class BuiltProject
{
    /// <summary>The folder of the head atlas and the networks.</summary>
    public static string Models { get; } = Metadata("Models");

    /// <summary>The folder of the head atlas.</summary>
    public static string HeadAtlas { get; } = Path.Combine(Models, "head-atlas");

    /// <summary>The folder of the brain atlas.</summary>
    public static string BrainAtlas { get; } = Path.Combine(Models, "brain-atlas");

    /// <summary>The manifest of the built module.</summary>
    public static string Manifest { get; } = Metadata("Manifest");

    /// <summary>The assembly of the shell.</summary>
    public static string Shell { get; } = Metadata("Shell");

    /// <summary>The synthetic head of the samples.</summary>
    public static string Sample { get; } = Metadata("Sample");

    public static void UseNativeLibraries()
    {
        NativeLibraries.Use(Metadata("NativeLibraries"));
        TorchRuntime.EnsureLoaded();
    }

    private static string Metadata(string key) =>
        typeof(BuiltProject).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
