using System.Runtime.Loader;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

[Collection(SharedEngine.Name)]
public sealed class ModuleLoadingTests(Engine engine)
{
    private const string Works = "(Get-Command -Module RefacePS).Count; (Get-Module RefacePS).ExportedCmdlets.Count; (Get-Command Import-Volume).ModuleName";

    [Theory]
    [InlineData("Import-Module $manifest -Force")]
    [InlineData("Import-Module $manifest -Force; Import-Module $manifest -Force")]
    [InlineData("Remove-Module RefacePS; Import-Module $manifest")]
    [InlineData("Import-Module $manifest")]
    public void Importing_again_works(string script)
    {
        var before = engine.Run(Works).Output.Select(value => value.BaseObject);

        var result = engine.Run($"{script}; {Works}", ("manifest", Build.Manifest));

        Assert.Empty(result.Errors);
        Assert.Equal(before, result.Output.Select(value => value.BaseObject));
    }

    [Fact]
    public void Removal_takes_every_cmdlet_away()
    {
        var result = engine.Run(
            "Remove-Module RefacePS; Get-Command Import-Volume, Export-Volume -ErrorAction Ignore; Import-Module $manifest",
            ("manifest", Build.Manifest));

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void Scripts_can_name_the_types_of_the_objects() =>
        Assert.Equal("RefacePS.Volume", Assert.Single(engine.Run("[RefacePS.Volume].FullName").Output).BaseObject);

    [Fact]
    public void Everything_but_the_objects_loads_apart_from_the_rest_of_PowerShell()
    {
        var context = engine.Run("(Get-Command Import-Volume).ImplementingType.Assembly").Output
            .Select(assembly => AssemblyLoadContext.GetLoadContext((System.Reflection.Assembly)assembly.BaseObject)!).Single();
        var shared = AssemblyLoadContext.Default.Assemblies.Select(assembly => assembly.GetName().Name!).ToHashSet();

        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.Contains("RefacePS.Objects", shared);
        Assert.DoesNotContain("RefacePS", shared);
        Assert.DoesNotContain("RefacePS.Module", shared);
        Assert.DoesNotContain("TorchSharp", shared);
    }

    [Fact]
    public void Importing_loads_no_libtorch()
    {
        var (exitCode, output, _) = ShellProcess.Run(
            "-Command", "[System.Diagnostics.Process]::GetCurrentProcess().Modules.ModuleName -match 'torch' -join ','; (Get-Module).Name -join ','");

        Assert.Equal(0, exitCode);
        Assert.Equal($"{Environment.NewLine}RefacePS{Environment.NewLine}", output);
    }

    [Fact]
    public void Without_libtorch_all_but_computing_works()
    {
        using var folder = new TemporaryFolder();
        CopyWithoutNativeLibraries(folder.Path);
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");

        var (_, output, error) = ShellProcess.RunWith("", folder.File("RefacePS.psd1"), "-Command", string.Join("; ",
            $"$volume = Import-Volume '{scan}'",
            "$volume.Name",
            "try { $volume | Invoke-Deface } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; $_.Exception.Message }"));

        var lines = output.Split(Environment.NewLine);
        Assert.Equal("", error);
        Assert.Equal(["scan.nii", "TorchUnavailable,RefacePS.Commands.InvokeDefaceCommand", "NotInstalled"], lines[..3]);
        Assert.Contains(folder.File(Path.Combine("lib", "native")), lines[3], StringComparison.Ordinal);
    }

    private static void CopyWithoutNativeLibraries(string folder)
    {
        var native = Path.Combine(Build.ModuleFolder, "lib", "native");
        foreach (var file in Directory.EnumerateFiles(Build.ModuleFolder, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(native, StringComparison.Ordinal)))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Build.ModuleFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
