using System.Management.Automation;
using RefacePS.Module.Tests.Help;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

/// <summary>Protect-Archive, Get-ArchiveStatus and Test-Deidentification.</summary>
[Collection(SharedEngine.Name)]
public sealed class ProtectArchiveTests(Engine engine) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Source => folder.File("source");

    private string Destination => folder.File("shareable");

    [Fact]
    public void An_archive_is_protected_told_of_and_looked_at()
    {
        ThinHead.Write(Directory.CreateDirectory(Path.Combine(Source, "sub-1")).FullName + "/sub-1_T1w.nii.gz", Build.SampleHead);
        File.WriteAllText(Path.Combine(Source, "README"), "text");

        var result = Run("Protect-Archive $source $destination -Method Deface -ReviewPath $review; $?", ("review", folder.File("review")));
        var status = engine.Run("Get-ArchiveStatus $destination -Status Done", ("destination", Destination));
        var checks = engine.Run("$source, $destination | Test-Deidentification", ("source", Source), ("destination", Destination));

        Assert.Empty(result.Errors);
        Assert.Equal("1 scans: 1 protected, 0 unchanged, 0 doubtful, 0 failed, 0 withheld", result.Output[0].ToString());
        Assert.True((bool)result.Output[1].BaseObject);
        Assert.Equal("text", File.ReadAllText(Path.Combine(Destination, "README")));
        Assert.True(File.Exists(folder.File("review/review.html")));
        Assert.Equal("sub-1/sub-1_T1w.nii.gz", Assert.Single(status.Output).Properties["Output"].Value);
        Assert.Equal(["Face", "NoFace"], checks.Output.Select(check => check.Properties["Status"].Value.ToString()));
    }

    [Fact]
    public void What_if_tells_the_plan_and_does_nothing()
    {
        new NiftiFile().WriteTo(folder, "source/sub-1/anat/sub-1_T1w.nii.gz");

        var result = Run("Protect-Archive $source $destination -WhatIf");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(Destination));
    }

    [Theory]
    [InlineData("Protect-Archive -LiteralPath $source $destination")]
    [InlineData("Protect-Archive -Path $source -Destination $destination -Method Deface")]
    [InlineData("$source | Protect-Archive -Destination $destination -Layout Derivative -OtherFiles Skip -ThrottleLimit 2")]
    public void A_scan_that_cannot_be_read_is_an_error_and_the_rest_is_done(string script)
    {
        var bad = Path.Combine(Directory.CreateDirectory(Source).FullName, "bad.nii");
        File.WriteAllText(bad, new string('x', 400));

        var result = Run(script + "; $?");

        var error = Assert.Single(result.Errors);
        Assert.Equal("NotNifti,RefacePS.Commands.ProtectArchiveCommand", error.FullyQualifiedErrorId);
        Assert.Equal(bad, error.TargetObject);
        Assert.Equal(1, result.Output[0].Properties["Failed"].Value);
        Assert.False((bool)result.Output[0].Properties["Succeeded"].Value);
        Assert.False((bool)result.Output[1].BaseObject);
        Assert.False(File.Exists(Path.Combine(Destination, "bad.nii")));
        var scan = Assert.Single(engine.Run("Get-ArchiveStatus $destination", ("destination", Destination)).Output);
        Assert.Equal(("Failed", "NotNifti"), (scan.Properties["Status"].Value.ToString(), scan.Properties["ErrorId"].Value));
    }

    [Fact]
    public void Images_that_cannot_be_treated_are_one_warning()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "a.dcm"), "1");
        File.WriteAllText(Path.Combine(Source, "b.dcm"), "2");

        var result = Run("Protect-Archive $source $destination");

        Assert.StartsWith("2 images cannot be treated and are left out, 'a.dcm' for one.", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Single().Properties["Withheld"].Value);
        Assert.Equal([".refaceps"], Directory.GetFileSystemEntries(Destination).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("Protect-Archive $absent $destination", "ArchiveNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Protect-Archive $source $source", "ArchivesOverlap", ErrorCategory.InvalidArgument)]
    [InlineData("Protect-Archive $source $destination -ReviewPath $destination", "ArchivesOverlap", ErrorCategory.InvalidArgument)]
    [InlineData("Protect-Archive $source $full", "DestinationNotEmpty", ErrorCategory.ResourceExists)]
    [InlineData("Protect-Archive $source, $full $destination", "SeveralArchives", ErrorCategory.InvalidArgument)]
    [InlineData("Protect-Archive $source $destination -Model absent", "ModelNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Protect-Archive $source $destination -Atlas $source", "HeadAtlasInvalid", ErrorCategory.ObjectNotFound)]
    public void What_cannot_be_used_ends_the_command(string script, string id, ErrorCategory category)
    {
        new NiftiFile().WriteTo(folder, "source/scan.nii");
        new NiftiFile().WriteTo(folder, "full/mine.nii");
        engine.Run("$absent = $a; $source = $s; $destination = $d; $full = $f", ("a", folder.File("absent")), ("s", Source), ("d", Destination), ("f", folder.File("full")));

        var result = engine.RunToEnd(script);

        Assert.Equal($"{id},RefacePS.Commands.ProtectArchiveCommand", result.Fatal?.FullyQualifiedErrorId);
        Assert.Equal(category, result.Fatal!.CategoryInfo.Category);
        Assert.False(Directory.Exists(Destination));
    }

    [Fact]
    public void A_folder_without_a_ledger_has_no_status()
    {
        var error = Assert.Single(engine.Run("Get-ArchiveStatus $folder", ("folder", folder.Path)).Errors);

        Assert.Equal("LedgerNotFound,RefacePS.Commands.GetArchiveStatusCommand", error.FullyQualifiedErrorId);
        Assert.Equal(folder.Path, error.TargetObject);
    }

    [Fact]
    public void What_cannot_be_looked_at_is_an_error_each()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "a.dcm"), "1");
        File.WriteAllText(Path.Combine(Source, "b.nii"), "2");

        var result = engine.Run("Test-Deidentification $source", ("source", Source));

        Assert.Equal(
            ["ImageAmongOtherFiles,RefacePS.Commands.TestDeidentificationCommand", "VolumeTruncated,RefacePS.Commands.TestDeidentificationCommand"],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Equal([Path.Combine(Source, "a.dcm"), Path.Combine(Source, "b.nii")], result.Errors.Select(error => error.TargetObject));
    }

    [Fact]
    public void A_failure_is_an_exit_code_for_automation()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "bad.nii"), "x");

        Assert.Equal(1, ShellProcess.Run("-Command", $"$null = Protect-Archive '{Source}' '{Destination}' -Method Deface").ExitCode);
        File.Delete(Path.Combine(Source, "bad.nii"));
        File.WriteAllText(Path.Combine(Source, "README"), "x");
        Assert.Equal(0, ShellProcess.Run("-Command", $"$null = Protect-Archive '{Source}' '{Destination}' -Method Deface").ExitCode);
    }

    private EngineResult Run(string script, params ReadOnlySpan<(string Name, object? Value)> more) =>
        engine.Run(script, [("source", Source), ("destination", Destination), .. more]);
}
