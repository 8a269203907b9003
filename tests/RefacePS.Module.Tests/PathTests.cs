using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>Paths as people have them, and files that others hold.</summary>
public sealed class PathTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private const string RoundTrip = "Import-Volume -LiteralPath $args[0] | Export-Volume -Destination $args[1] -Force";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("with spaces/my scan.nii")]
    [InlineData("Ärzte, Łódź, 頭部/Schädel.nii.gz")]
    [InlineData("[brackets]/scan[1].nii")]
    [InlineData("it's/a 'scan'.nii")]
    [InlineData("100% & more/scan;1.nii")]
    public void A_name_is_taken_as_it_is(string name)
    {
        var scan = new NiftiFile().WriteTo(folder, name);
        var copy = Path.Combine(Path.GetDirectoryName(scan)!, "copy.nii");

        var result = engine.RunToEnd(RoundTrip, scan, copy);

        Assert.Null(result.Fatal);
        Assert.Empty(result.Errors);
        Assert.Equal(File.ReadAllBytes(scan.EndsWith(".gz", StringComparison.Ordinal) ? copy : scan)[352..],
            File.ReadAllBytes(copy)[352..]);
        Assert.Contains(copy, result.Output.Select(file => file.Properties["FullName"].Value));
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_is_an_error_of_its_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Names are letters there, and no bytes.");
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");
        new NiftiFile().WriteTo(folder, "lost.nii");
        File.Move(folder.File("lost.nii"), folder.File("lost"));
        using var lost = new ByteName(folder.File("lost"), ".nii");

        var result = engine.RunToEnd("(Import-Volume -Path $args[0]).Path", folder.File("*.nii"));

        Assert.Equal([scan], result.Output.Select(path => path.ToString()));
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("VolumeNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("lost\uFFFD.nii", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Rename it", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_longer_than_Windows_once_allowed_works()
    {
        var deep = string.Join('/', Enumerable.Repeat("a folder whose name has forty characters", 7));
        var scan = new NiftiFile().WriteTo(folder, $"{deep}/scan.nii");

        var result = engine.RunToEnd(RoundTrip, scan, folder.File($"{deep}/out"));

        Assert.True(scan.Length > 260);
        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Output.Count);
    }

    [Theory]
    [InlineData("study/../study/scan.nii")]
    [InlineData("study/./scan.nii")]
    public void The_input_is_known_however_it_is_written(string destination)
    {
        var scan = new NiftiFile().WriteTo(folder, "study/scan.nii");
        AssertIsInput(scan, $"{folder.Path}/{destination}");
    }

    [WindowsFact]
    public void On_Windows_the_input_is_known_in_another_case_and_with_other_separators()
    {
        var scan = new NiftiFile().WriteTo(folder, "study/scan.nii");
        AssertIsInput(scan, Path.Combine(folder.Path, "STUDY", "Scan.NII"));
        AssertIsInput(scan, scan.Replace('\\', '/'));
    }

    [Fact]
    public void A_file_that_is_read_stays_free_for_others()
    {
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");
        Assert.Single(engine.RunToEnd("$script:held = Import-Volume $args[0]; $held", scan).Output);
        File.Delete(scan);
        Assert.False(File.Exists(scan));
    }

    [Fact]
    public void A_file_that_another_reads_can_be_read()
    {
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");
        using var other = new FileStream(scan, FileMode.Open, FileAccess.Read, FileShare.Read);
        Assert.Empty(engine.RunToEnd("Import-Volume $args[0]", scan).Errors);
    }

    [Fact]
    public void A_file_that_another_keeps_to_itself_is_one_error()
    {
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");
        using var other = new FileStream(scan, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var error = Assert.Single(engine.RunToEnd("Import-Volume $args[0]", scan).Errors);

        Assert.Equal("ReadFailed,RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(scan, error.TargetObject);
    }

    [WindowsFact]
    public void On_Windows_a_destination_that_another_holds_is_an_error_and_stays_as_it_is()
    {
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");
        var copy = new NiftiFile { Scale = 3 }.WriteTo(folder, "copy.nii");
        var before = File.ReadAllBytes(copy);
        using (new FileStream(copy, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            var error = Assert.Single(engine.RunToEnd(RoundTrip, scan, copy).Errors);
            Assert.Equal("DestinationNotWritable,RefacePS.Commands.ExportVolumeCommand", error.FullyQualifiedErrorId);
        }

        Assert.Equal(before, File.ReadAllBytes(copy));
        Assert.Equal(["copy.nii", "scan.nii"], Directory.GetFiles(folder.Path).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
    }

    private void AssertIsInput(string scan, string destination)
    {
        var before = File.ReadAllBytes(scan);
        var error = Assert.Single(engine.RunToEnd(RoundTrip, scan, destination).Errors);
        Assert.Equal("DestinationIsInput,RefacePS.Commands.ExportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(before, File.ReadAllBytes(scan));
    }
}
