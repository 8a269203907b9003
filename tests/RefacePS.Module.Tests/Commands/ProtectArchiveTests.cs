using System.Management.Automation;
using RefacePS.Module.Tests.Help;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

/// <summary>Protect-Archive, Get-ArchiveStatus and Test-Deidentification.</summary>
public sealed class ProtectArchiveTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Source => folder.File("source");

    private string Destination => folder.File("shareable");

    [Fact]
    public void An_archive_is_protected_told_of_and_looked_at()
    {
        ThinHead.Write(Directory.CreateDirectory(Path.Combine(Source, "sub-1")).FullName + "/sub-1_T1w.nii.gz",
            Build.SampleHead);
        File.WriteAllText(Path.Combine(Source, "README"), "text");

        var result = Run("Protect-Archive $source $destination -Method Deface -ReviewPath $review; $?",
            ("review", folder.File("review")));
        var status = engine.Run("Get-ArchiveStatus $destination -Status Done", ("destination", Destination));
        var checks = engine.Run("$source, $destination | Test-Deidentification", ("source", Source),
            ("destination", Destination));

        Assert.Empty(result.Errors);
        Assert.Equal(
            "1 scan: 1 published (1 now), 0 held back, 0 failed, 0 withheld; 0 other files withheld",
            result.Output[0].ToString());
        Assert.True((bool)result.Output[1].BaseObject);
        Assert.Equal("text", File.ReadAllText(Path.Combine(Destination, "README")));
        Assert.True(File.Exists(folder.File("review/review.html")));
        Assert.Equal("sub-1/sub-1_T1w.nii.gz", Assert.Single(status.Output).Properties["Output"].Value);
        Assert.Equal(["Face", "NoFace"], checks.Output.Select(check => check.Properties["Status"].Value.ToString()));
    }

    [Fact]
    public void A_DICOM_series_gets_a_face_that_is_known_for_an_artificial_one()
    {
        var count = DicomHead.Write(Path.Combine(Source, "head"));

        var result = Run("Protect-Archive $source $destination -UidKey key");
        var checks = engine.Run("$source, $destination | Test-Deidentification", ("source", Source),
            ("destination", Destination));

        Assert.Empty(result.Errors);
        Assert.Equal(
            "1 scan: 1 published (1 now), 0 held back, 0 failed, 0 withheld; 0 other files withheld",
            result.Output[0].ToString());
        Assert.Equal(count, Directory.GetFiles(Path.Combine(Destination, "head")).Length);
        Assert.Empty(checks.Errors);
        Assert.Equal(["Face", "ArtificialFace"],
            checks.Output.Select(check => check.Properties["Status"].Value.ToString()));
    }

    [Fact]
    public void A_folder_without_an_image_is_not_all_clear()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "README"), "text");

        var result = engine.Run("Test-Deidentification $source -Device Cpu", ("source", Source));

        Assert.Empty(result.Output);
        Assert.Contains("nothing was looked at", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-OtherFiles Copy")]
    [InlineData("-OtherFiles Skip -WhatIf")]
    public void A_folder_with_nothing_to_protect_is_told_of(string parameters)
    {
        Directory.CreateDirectory(Path.Combine(Source, "sub-1"));
        File.WriteAllText(Path.Combine(Source, "Thumbs.db"), "a picture");

        var result = Run($"Protect-Archive $source $destination {parameters}");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Contains($"'{Source}'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Destination));
    }

    [Fact]
    public void A_pattern_that_accepts_no_scan_is_a_warning()
    {
        new NiftiFile().WriteTo(folder, "source/sub-1/anat/sub-1_T1w.nii.gz");

        var result = Run("Protect-Archive $source $destination -AcceptDoubtful 'sub-1\\*', 'sub-2/*' -WhatIf");

        Assert.Contains("'sub-2/*'", Assert.Single(result.Warnings), StringComparison.Ordinal);
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

    [Fact]
    public void What_an_earlier_run_has_done_is_not_said_to_be_done_again()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "README"), "text");
        File.WriteAllText(Path.Combine(Source, "bad.nii"), new string('x', 400));
        Run("Protect-Archive $source $destination -Method Deface");

        var said = Run("Protect-Archive $source $destination -Method Deface -Verbose 4>&1").Output
            .Select(said => said.ToString())
            .Where(text => text.Contains("Performing the operation", StringComparison.Ordinal)).ToList();

        Assert.Contains(said, text => text.Contains("Deface into", StringComparison.Ordinal)
            && text.Contains(Path.Combine(Source, "bad.nii"), StringComparison.Ordinal));
        Assert.Contains(said, text => text.Contains("Leave as an earlier run has made it", StringComparison.Ordinal)
            && text.Contains(Path.Combine(Source, "README"), StringComparison.Ordinal));
        Assert.Equal(2, said.Count);
    }

    [Theory]
    [InlineData("Protect-Archive -LiteralPath $source $destination")]
    [InlineData("Protect-Archive -Path $source -Destination $destination -Method Deface")]
    [InlineData("$source | Protect-Archive -Destination $destination -Layout Derivative -OtherFiles Skip "
        + "-ThrottleLimit 2")]
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
        Assert.Equal(
            ("Failed", "NotNifti"), (scan.Properties["Status"].Value.ToString(), scan.Properties["ErrorId"].Value));
    }

    [Fact]
    public void The_first_error_ends_the_command_where_that_is_asked_for_and_the_rest_waits()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "bad.nii"), new string('x', 400));
        ThinHead.Write(Directory.CreateDirectory(Path.Combine(Source, "sub-1")).FullName + "/sub-1_T1w.nii.gz",
            Build.SampleHead);

        var fatal = engine.RunToEnd(
            "Protect-Archive $args[0] $args[1] -Method Deface -ThrottleLimit 1 -ErrorAction Stop", Source, Destination)
            .Fatal;

        Assert.Equal("NotNifti,RefacePS.Commands.ProtectArchiveCommand", fatal?.FullyQualifiedErrorId);
        Assert.Equal([".refaceps"], Directory.GetFileSystemEntries(Destination).Select(Path.GetFileName));
        var scans = engine.Run("Get-ArchiveStatus $destination", ("destination", Destination)).Output;
        Assert.DoesNotContain("Done", scans.Select(scan => scan.Properties["Status"].Value.ToString()));
    }

    [Fact]
    public void Images_that_cannot_be_treated_are_one_warning()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "a.dcm"), "1");
        File.WriteAllText(Path.Combine(Source, "b.dcm"), "2");

        var result = Run("Protect-Archive $source $destination");

        Assert.StartsWith(
            "2 files are left out: 2 x an image of a format that cannot be treated, such as 'a.dcm'.",
            Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Single().Properties["Withheld"].Value);
        Assert.Equal([".refaceps"], Directory.GetFileSystemEntries(Destination).Select(Path.GetFileName));
    }

    [Fact]
    public void Whoever_insists_on_all_files_is_told_what_they_are()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "a.dcm"), "1");
        File.WriteAllText(Path.Combine(Source, "page.html"), "<html></html>");
        File.WriteAllText(Path.Combine(Source, "notes.txt"), "text");

        var result = Run("Protect-Archive $source $destination -OtherFiles All");

        Assert.Equal(
            "-OtherFiles All copies 2 files that may show a person, and nobody has looked into them: "
            + "1 x a page or drawing (HTML, SVG, XML), 1 x an image of a format that cannot be treated.",
            Assert.Single(result.Warnings));
        Assert.Equal(3, result.Output.Single().Properties["FilesCopied"].Value);
        Assert.True(File.Exists(Path.Combine(Destination, "a.dcm")));
    }

    /// <summary>Within a session atlases stay loaded.</summary>
    [Fact]
    public void An_atlas_whose_files_changed_is_read_again()
    {
        Directory.CreateDirectory(Source);
        var atlas = Directory.CreateDirectory(folder.File("atlas")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Build.ModuleFolder, "models", "head-atlas")))
        {
            File.Copy(file, Path.Combine(atlas, Path.GetFileName(file)));
        }

        const string script = "Test-Deidentification $args[0] -Atlas $args[1]";
        Assert.Null(engine.RunToEnd(script, Source, atlas).Fatal);
        File.WriteAllText(Path.Combine(atlas, "face-zone.nii.gz"), "changed");

        Assert.NotNull(engine.RunToEnd(script, Source, atlas).Fatal);
    }

    [Fact]
    public void Files_that_nobody_here_has_put_into_a_destination_are_a_warning()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "notes.txt"), "text");
        File.WriteAllText(Path.Combine(Source, "more.txt"), "text");
        Run("Protect-Archive $source $destination");
        File.WriteAllText(Path.Combine(Destination, "mine.txt"), "text");
        File.Delete(Path.Combine(Source, "more.txt"));

        var result = Run("Protect-Archive $source $destination");

        Assert.Contains(result.Warnings, warning =>
            warning.StartsWith("1 file of the destination was put there by nobody here", StringComparison.Ordinal));
        Assert.Contains(result.Warnings, warning =>
            warning.StartsWith("1 other file of the destination is in the source no more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Protect-Archive $absent $destination", "ArchiveNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Protect-Archive $source $source", "ArchivesOverlap", ErrorCategory.InvalidArgument)]
    [InlineData("Protect-Archive $source $destination -ReviewPath $destination", "ArchivesOverlap",
        ErrorCategory.InvalidArgument)]
    [InlineData("Protect-Archive $source $full", "DestinationNotEmpty", ErrorCategory.ResourceExists)]
    [InlineData("Protect-Archive $source, $full $destination", "SeveralArchives", ErrorCategory.InvalidArgument)]
    [InlineData("Protect-Archive $source $destination -Model absent", "ModelNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Protect-Archive $source $destination -Atlas $source", "HeadAtlasInvalid",
        ErrorCategory.ObjectNotFound)]
    public void What_cannot_be_used_ends_the_command(string script, string id, ErrorCategory category)
    {
        new NiftiFile().WriteTo(folder, "source/scan.nii");
        new NiftiFile().WriteTo(folder, "full/mine.nii");
        engine.Run("$absent = $a; $source = $s; $destination = $d; $full = $f", ("a", folder.File("absent")),
            ("s", Source), ("d", Destination), ("f", folder.File("full")));

        var result = engine.RunToEnd(script);

        Assert.Equal($"{id},RefacePS.Commands.ProtectArchiveCommand", result.Fatal?.FullyQualifiedErrorId);
        Assert.Equal(category, result.Fatal!.CategoryInfo.Category);
        Assert.False(Directory.Exists(Destination));
    }

    [Theory]
    [InlineData("Protect-Archive $source $destination", "LedgerUnusable,RefacePS.Commands.ProtectArchiveCommand")]
    [InlineData("Get-ArchiveStatus $destination", "LedgerUnusable,RefacePS.Commands.GetArchiveStatusCommand")]
    public void A_damaged_ledger_is_an_error(string script, string id)
    {
        new NiftiFile().WriteTo(folder, "source/scan.nii");
        Directory.CreateDirectory(Path.Combine(Destination, ".refaceps"));
        File.WriteAllText(Path.Combine(Destination, ".refaceps", "ledger.sqlite"), new string('x', 5000));
        engine.Run("$source = $s; $destination = $d", ("s", Source), ("d", Destination));

        var result = engine.RunToEnd(script);

        var error = result.Fatal ?? Assert.Single(result.Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OpenError, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_destination_that_another_run_works_on_ends_the_command()
    {
        new NiftiFile().WriteTo(folder, "source/scan.nii");
        Directory.CreateDirectory(Path.Combine(Destination, ".refaceps"));
        File.WriteAllText(
            Path.Combine(Destination, ".refaceps", "owner.json"),
            """{ "Machine": "elsewhere", "Process": 7, "Since": "2026-01-01T00:00:00+00:00" }""");

        var fatal = engine.RunToEnd("Protect-Archive $args[0] $args[1]", Source, Destination).Fatal;

        Assert.Equal("ArchiveInUse,RefacePS.Commands.ProtectArchiveCommand", fatal?.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ResourceBusy, fatal!.CategoryInfo.Category);
        Assert.Contains("process 7 on elsewhere", fatal.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_that_would_become_one_are_an_error_and_labels_without_a_head_are_withheld()
    {
        new NiftiFile().WriteTo(folder, "source/sub-1/anat/sub-1_dseg.nii");
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(Source, "sub-2")).FullName, "scan.nii"), "bad");
        File.Copy(Path.Combine(Source, "sub-2", "scan.nii"), Path.Combine(Source, "sub-2", "scan.nii.gz"));

        var result = Run("Protect-Archive $source $destination -Method Deface");
        var status = engine.Run("Get-ArchiveStatus $destination", ("destination", Destination));

        Assert.Contains(result.Errors, error =>
            error.FullyQualifiedErrorId == "DestinationUsedTwice,RefacePS.Commands.ProtectArchiveCommand");
        Assert.StartsWith(
            "1 file is left out: 1 x labels or a map without a head, such as", Assert.Single(result.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(
            "NoHeadInSession", status.Output.Single(scan => scan.Properties["Status"].Value.ToString() == "Withheld")
                .Properties["ErrorId"].Value);
    }

    [Theory]
    [InlineData("Protect-Archive $file $destination", "'*README': This is a file*")]
    [InlineData("Protect-Archive $source/absent $destination", "'*absent': There is no such folder*")]
    [InlineData("Protect-Archive $source/* $destination", "*'*README' and '*scans'*")]
    [InlineData("Protect-Archive $source $destination -Atlas absent", "'*absent' *: there is no such folder*")]
    [InlineData("Get-ArchiveStatus $source/absent", "'*absent': There is no such folder*")]
    [InlineData("Get-ArchiveStatus $source", "'*source': *it has no ledger*")]
    public void A_path_that_is_no_folder_is_said_to_be_none(string script, string message)
    {
        Directory.CreateDirectory(Path.Combine(Source, "scans"));
        File.WriteAllText(Path.Combine(Source, "README"), "text");

        var result = Run(script, ("file", Path.Combine(Source, "README")));

        var error = result.Fatal ?? Assert.Single(result.Errors);
        Assert.True(WildcardPattern.Get(message, WildcardOptions.None).IsMatch(error.Exception.Message),
            error.Exception.Message);
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
            ["ImageAmongOtherFiles,RefacePS.Commands.TestDeidentificationCommand",
                "VolumeTruncated,RefacePS.Commands.TestDeidentificationCommand"],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Equal([Path.Combine(Source, "a.dcm"), Path.Combine(Source, "b.nii")],
            result.Errors.Select(error => error.TargetObject));
    }

    [Fact]
    public void A_failure_is_an_exit_code_for_automation()
    {
        Directory.CreateDirectory(Source);
        File.WriteAllText(Path.Combine(Source, "bad.nii"), "x");

        Assert.Equal(
            1, ShellProcess.Run("-Command", $"$null = Protect-Archive '{Source}' '{Destination}' -Method Deface")
                .ExitCode);
        File.Delete(Path.Combine(Source, "bad.nii"));
        File.WriteAllText(Path.Combine(Source, "README"), "x");
        Assert.Equal(
            0, ShellProcess.Run("-Command", $"$null = Protect-Archive '{Source}' '{Destination}' -Method Deface")
                .ExitCode);
    }

    private EngineResult Run(string script, params ReadOnlySpan<(string Name, object? Value)> more) =>
        engine.Run(script, [("source", Source), ("destination", Destination), .. more]);
}
