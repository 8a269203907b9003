using System.Text.Json;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Packages;

/// <summary>The packages that the project of the native libraries asks the registry for, as evaluated; nothing is
/// restored.</summary>
public sealed class BackendTests
{
    [DotnetTheory]
    [InlineData("Cpu", "linux-x64", "libtorch-cpu-linux-x64")]
    [InlineData("Cpu", "win-x64", "libtorch-cpu-win-x64")]
    [InlineData("Cuda", "linux-x64", "libtorch-cuda-12.8-linux-x64")]
    [InlineData("Cuda", "win-x64", "libtorch-cuda-12.8-win-x64")]
    public void A_backend_is_a_package_of_libtorch(string backend, string runtime, string package)
    {
        using var evaluated = Evaluate($"-p:Backend={backend}", $"-p:ModuleRuntime={runtime}");
        var properties = evaluated.RootElement.GetProperty("Properties");
        var packages = evaluated.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString());
        var versions = evaluated.RootElement.GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString());

        Assert.Equal(package, properties.GetProperty("LibTorchPackage").GetString());
        Assert.EndsWith($"lib/native/{runtime}/", properties.GetProperty("NativeOutputPath")
            .GetString()!.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Contains(package, packages);
        Assert.Contains(package, versions);
    }

    private static JsonDocument Evaluate(params ReadOnlySpan<string> properties)
    {
        string[] asked = ["-getProperty:LibTorchPackage", "-getProperty:NativeOutputPath", "-getItem:PackageReference",
            "-getItem:PackageVersion"];
        var evaluated = FinishedProcess.Run("dotnet", ["msbuild", Build.NativeProject, .. asked, .. properties]);
        Assert.Equal(0, evaluated.ExitCode);
        return JsonDocument.Parse(evaluated.Output);
    }

    private sealed class DotnetTheoryAttribute : TheoryAttribute
    {
        public DotnetTheoryAttribute() => Skip = Path.GetExtension(Build.Shell) == ".dll" ? null
            : "There is no SDK where the tests bring their own runtime.";
    }
}
