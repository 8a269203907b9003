using System.IO.Compression;
using System.Xml.Linq;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Packages;

/// <summary>The packages that <c>dotnet build build/RefacePS.Package</c> makes, put into an empty folder of modules and
/// used from there.</summary>
public sealed class PackageTests : IDisposable
{
    /// <summary>The largest package that the PowerShell Gallery takes, in bytes.</summary>
    private const long GalleryLimit = 250_000_000;

    private static readonly string Runtime = OperatingSystem.IsWindows() ? "win-x64" : "linux-x64";

    private readonly TemporaryFolder modules = new();

    public void Dispose() => modules.Dispose();

    [PackagesFact]
    public void The_one_liner_runs_from_an_empty_folder_of_modules()
    {
        Install("RefacePS");
        Install($"RefacePS.Runtime.{Runtime}");
        using var output = new TemporaryFolder();

        var result = RunInstalled(
            $"Import-Volume '{Build.SampleHead}' | Invoke-Deface | Invoke-Reface | Export-Volume -Destination "
                + $"'{output.Path}'; (Get-Module).Path");

        Assert.Equal("", result.Error);
        Assert.Contains(modules.Path, result.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["head_desc-refaced.json", "head_desc-refaced.nii.gz"],
            Directory.GetFiles(output.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [PackagesFact]
    public void Without_the_package_of_this_system_the_error_names_it()
    {
        Install("RefacePS");
        var result = RunInstalled(
            $"try {{ Import-Volume '{Build.SampleHead}' | Invoke-Deface }} catch {{ $_.FullyQualifiedErrorId; "
                + $"$_.Exception.Message }}");
        Assert.StartsWith("TorchUnavailable,", result.Output, StringComparison.Ordinal);
        Assert.Contains($"RefacePS.Runtime.{Runtime}", result.Output, StringComparison.Ordinal);
    }

    [PackagesFact]
    public void Help_comes_with_the_package()
    {
        Install("RefacePS");
        var result = RunInstalled("(Get-Help Invoke-Deface).Synopsis; (Get-Help about_RefacePS).Length -gt 1000");
        Assert.Equal(["Removes the face from volumes.", "True"], result.Output.TrimEnd().Split(Environment.NewLine));
    }

    [PackagesFact]
    public void Nobody_downloads_another_system_or_what_tests_and_Python_need() => Assert.All(Packages.Files, package =>
    {
        using var archive = ZipFile.OpenRead(package);
        var files = archive.Entries.Select(entry => entry.FullName).ToList();

        Assert.True(new FileInfo(package).Length < GalleryLimit);
        Assert.Contains("NOTICE", files);
        Assert.DoesNotContain(files, file => file.Contains("python", StringComparison.OrdinalIgnoreCase)
            || file.Contains("_test", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("native/", StringComparison.Ordinal));
        Assert.Equal(
            Path.GetFileName(package).StartsWith("RefacePS.Runtime.", StringComparison.Ordinal),
            files.Any(file => file.Contains("torch_cpu", StringComparison.Ordinal)));
    });

    [PackagesFact]
    public void The_gallery_finds_what_it_asks_for() => Assert.All(Packages.Files, package =>
    {
        using var archive = ZipFile.OpenRead(package);
        var specification = XDocument.Load(
            archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open()).Root!;
        string Field(string name) => specification.Descendants()
            .Single(element => element.Name.LocalName == name).Value;

        // The manifest is at the top and has the name and version of the package.
        var manifest = new StreamReader(archive.GetEntry(Field("id") + ".psd1")!.Open()).ReadToEnd();
        Assert.Contains($"'{Field("version")}'", manifest, StringComparison.Ordinal);
        Assert.Contains("PSModule", Field("tags").Split(' '));
        Assert.Equal(manifest.Contains("'Invoke-Deface'", StringComparison.Ordinal), Field("tags").Split(' ')
            .Contains("PSCmdlet_Invoke-Deface"));
        Assert.Equal(Path.GetFileName(package), $"{Field("id")}.{Field("version")}.nupkg");
    });

    /// <summary>Unpacks a package as Install-PSResource does: a folder of its name, in it one of its version.</summary>
    private void Install(string name)
    {
        var package = Packages.Of(name);
        var version = Path.GetFileNameWithoutExtension(package)[(name.Length + 1)..];
        ZipFile.ExtractToDirectory(package, modules.File($"{name}/{version}"));
    }

    private FinishedProcess RunInstalled(string command) =>
        ShellProcess.RunInstalled(modules.Path, "-Command", command);
}
