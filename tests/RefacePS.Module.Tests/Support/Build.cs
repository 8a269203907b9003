using System.Reflection;

namespace RefacePS.Module.Tests.Support;

/// <summary>Places in which the build put what is under test.</summary>
internal static class Build
{
    /// <summary>The folder of the module, as users get it.</summary>
    public static string ModuleFolder { get; } = Metadata("ModuleFolder");

    /// <summary>The version of the build.</summary>
    public static string ModuleVersion { get; } = Metadata("ModuleVersion");

    public static string Manifest { get; } = Path.Combine(ModuleFolder, "RefacePS.psd1");

    /// <summary>The console: an assembly for dotnet to run, or a program that brings its own runtime.</summary>
    public static string Shell { get; } = Metadata("Shell");

    /// <summary>The samples of the repository.</summary>
    public static string SamplesFolder { get; } = Metadata("SamplesFolder");

    /// <summary>The synthetic head that ships as a sample.</summary>
    public static string SampleHead { get; } = Path.Combine(SamplesFolder, "head.nii.gz");

    /// <summary>The pages that help is made of.</summary>
    public static string HelpPagesFolder { get; } = Metadata("HelpPagesFolder");

    /// <summary>A module of somebody else that brings another version of a library.</summary>
    public static string OtherModule { get; } = Metadata("OtherModule");

    /// <summary>The folder in which packages are left.</summary>
    public static string PackagesFolder { get; } = Metadata("PackagesFolder");

    /// <summary>The project of the native libraries.</summary>
    public static string NativeProject { get; } = Metadata("NativeProject");

    /// <summary>Scripts for pwsh: the suite for Pester, and those that build and show.</summary>
    public static string Repository { get; } = Metadata("Repository");

    private static string Metadata(string key) =>
        typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
