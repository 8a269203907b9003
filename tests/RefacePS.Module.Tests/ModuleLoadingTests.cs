using System.Runtime.Loader;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

public sealed class ModuleLoadingTests(Engine engine) : IClassFixture<Engine>
{
    private const string Works =
        "(Get-Command -Module RefacePS).Count; (Get-Module RefacePS).ExportedCmdlets.Count; (Get-Command "
            + "Import-Volume).ModuleName";

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
            "Remove-Module RefacePS; Get-Command Import-Volume, Export-Volume -ErrorAction Ignore; Import-Module "
                + "$manifest",
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
            .Select(assembly => AssemblyLoadContext.GetLoadContext((System.Reflection.Assembly)assembly.BaseObject)!)
            .Single();
        var shared = AssemblyLoadContext.Default.Assemblies.Select(assembly => assembly.GetName().Name!).ToHashSet();

        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.Contains("RefacePS.Objects", shared);
        Assert.DoesNotContain("RefacePS", shared);
        Assert.DoesNotContain("RefacePS.Module", shared);
        Assert.DoesNotContain("TorchSharp", shared);
    }

    [Fact]
    public void Nothing_native_is_loaded_by_importing_reading_writing_listing_or_help()
    {
        using var folder = new TemporaryFolder();
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");

        var (exitCode, output, _) = ShellProcess.Run("-Command", string.Join("; ",
            $"$null = Import-Volume '{scan}' | Export-Volume -Destination '{folder.File("out")}' "
                + "-WarningAction SilentlyContinue",
            "$null = Get-RefaceModel",
            "$null = Get-Help Invoke-Deface -Full",
            "@([System.Diagnostics.Process]::GetCurrentProcess().Modules.FileName -match "
                + "'torch|native.(linux|win)-x64|RefacePS.Runtime').Count"));

        Assert.Equal(0, exitCode);
        Assert.Equal("0", output.TrimEnd());
    }

    [Fact]
    public void The_first_cmdlet_that_computes_says_what_it_loads_and_no_other()
    {
        using var folder = new TemporaryFolder();
        BallFile.Write(folder.File("ball.nii"));

        var lines = ShellProcess.Run("-Command", string.Join("; ",
            $"$ball = Import-Volume '{folder.File("ball.nii")}'",
            "$ball | Invoke-Deface -Device Cpu -Verbose",
            "$ball | Invoke-Deface -Device Cpu -Verbose")).Output.Split(Environment.NewLine);

        var loading =
            Assert.Single(lines, line => line.StartsWith("VERBOSE: Loading libtorch", StringComparison.Ordinal));
        Assert.Contains(Path.Combine("lib", "native"), loading, StringComparison.Ordinal);
        Assert.Equal(2, lines.Count(line => line == "VERBOSE: Computing on cpu."));
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
            "try { $volume | Invoke-Deface } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; "
                + "$_.Exception.Message }"));

        var lines = output.Split(Environment.NewLine);
        Assert.Equal("", error);
        Assert.Equal(["scan.nii", "TorchUnavailable,RefacePS.Commands.InvokeDefaceCommand", "NotInstalled"],
            lines[..3]);
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
