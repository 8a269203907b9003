using RefacePS.Module.Tests.Help;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>The module in several runspaces of a process at once.</summary>
public sealed class RunspaceTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private const string Work =
        "Import-Volume $_ | Invoke-Deface -Device Cpu | Invoke-Reface -Model average-face -Device Cpu | Export-Volume "
            + "-Destination $destination -IncludeMask";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Runspaces_at_once_write_the_bytes_that_one_writes()
    {
        string[] heads =
        [
            ThinHead.Write(folder.File("a.nii.gz"), Build.SampleHead),
            ThinHead.Write(folder.File("b.nii.gz"), Build.SampleHead, 1.06f, 0.97f, 1.04f),
        ];

        var serial = engine.Run($"$heads | ForEach-Object {{ {Work} }}", ("heads", heads),
            ("destination", folder.File("serial")));
        var parallel = engine.Run(
            $"$heads | ForEach-Object -ThrottleLimit 2 -Parallel {{ $destination = $using:destination; Import-Module "
                + $"$using:manifest; {Work} }}",
            ("heads", heads), ("destination", folder.File("parallel")), ("manifest", Build.Manifest));

        Assert.Empty(serial.Errors);
        Assert.Empty(parallel.Errors);
        var files = Directory.GetFiles(folder.File("serial")).Select(file => Path.GetFileName(file)).ToList();
        Assert.Equal(2 * 3, files.Count);
        Assert.Equal(files.Order(), Directory.GetFiles(folder.File("parallel")).Select(Path.GetFileName).Order());
        Assert.All(files, file =>
            Assert.Equal(
                File.ReadAllBytes(folder.File($"serial/{file}")), File.ReadAllBytes(folder.File($"parallel/{file}"))));
    }

    [Fact]
    public void An_error_in_one_runspace_leaves_the_others_alone()
    {
        var good = new NiftiFile().WriteTo(folder, "good.nii");
        var result = engine.Run(
            "$files | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:manifest; Import-Volume $_ | "
                + "ForEach-Object Name }",
            ("files", new[] { good, folder.File("absent.nii"), good, folder.File("nowhere.nii"), good }),
            ("manifest", Build.Manifest));

        Assert.Equal(["good.nii", "good.nii", "good.nii"], result.Output.Select(name => name.BaseObject));
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error =>
            Assert.Equal("VolumeNotFound,RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId));
    }
}
