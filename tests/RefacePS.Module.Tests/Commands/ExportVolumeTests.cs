using System.Management.Automation;
using System.Text;
using System.Text.Json;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class ExportVolumeTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Destination => folder.File("out");

    [Theory]
    [InlineData("sub-01_T1w.nii.gz", "Original", "sub-01_T1w")]
    [InlineData("sub-01_T1w.nii.gz", "Defaced", "sub-01_desc-defaced_T1w")]
    [InlineData("sub-01_T1w.nii.gz", "Refaced", "sub-01_desc-refaced_T1w")]
    [InlineData("sub-01_T1w.nii.gz", "Raw", "sub-01_desc-raw_T1w")]
    [InlineData("sub-01_ses-2_run-1_T1w.nii", "Refaced", "sub-01_ses-2_run-1_desc-refaced_T1w")]
    [InlineData("scan.nii.gz", "Defaced", "scan_desc-defaced")]
    [InlineData("scan.nii.gz", "Refaced", "scan_desc-refaced")]
    public void Names_say_what_was_done(string input, string kind, string stem)
    {
        var volume = Import(input).With("Kind", kind);

        var result = Export(volume, "");

        Assert.Empty(result.Errors);
        var extension = input[input.IndexOf(".nii", StringComparison.Ordinal)..];
        string[] expected = [Path.Combine(Destination, stem + extension), Path.Combine(Destination, stem + ".json")];
        Assert.Equal(expected, result.Output.Select(file => ((FileInfo)file.BaseObject).FullName));
        Assert.All(expected, file => Assert.True(File.Exists(file)));
    }

    [Theory]
    [InlineData("Export-Volume $volume -Destination $destination")]
    [InlineData("Export-Volume -Volume $volume -Destination $destination")]
    [InlineData("Export-Volume $volume $destination")]
    [InlineData("$volume | Export-Volume -Destination $destination")]
    [InlineData("$volume | Export-Volume $destination")]
    [InlineData("$volume | Export-Volume ([System.IO.DirectoryInfo]::new($destination))")]
    public void A_volume_is_taken_as_an_argument_and_from_the_pipeline(string script)
    {
        var result = engine.Run(script, ("volume", Import("scan.nii")), ("destination", Destination));

        Assert.Empty(result.Errors);
        Assert.True(File.Exists(Path.Combine(Destination, "scan.nii")));
    }

    [Theory]
    [InlineData("{ $destination + '/' + $_.Subject }")]
    [InlineData("{ $destination + '/' + $_.Subject + '/' + $_.Name }")]
    public void A_destination_may_be_asked_of_each_volume(string destination)
    {
        string[] files = ["a/sub-01_T1w.nii", "b/sub-02_T1w.nii"];
        var result = engine.Run(
            $"Import-Volume $files | Export-Volume -Destination {destination}",
            ("files", files.Select(file => new NiftiFile().WriteTo(folder, file)).ToArray()),
            ("destination", Destination));

        Assert.Empty(result.Errors);
        Assert.True(File.Exists(Path.Combine(Destination, "01", "sub-01_T1w.nii")));
        Assert.True(File.Exists(Path.Combine(Destination, "02", "sub-02_T1w.nii")));
    }

    [Fact]
    public void A_format_can_be_asked_for()
    {
        var volume = Import("scan.nii.gz");

        var result = Export(volume, "-Format Mgh");

        Assert.Empty(result.Errors);
        Assert.True(File.Exists(Path.Combine(Destination, "scan.mgz")));
        var error = Assert.Single(engine.Run("$volume | Export-Volume -Destination $destination -Format Nifti",
            ("volume", volume), ("destination", folder.File("named.mgz"))).Errors);
        Assert.Equal("FormatMismatch,RefacePS.Commands.ExportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.False(File.Exists(folder.File("named.mgz")));
    }

    [Theory]
    [InlineData("x.png", "")]
    [InlineData("x.NRRD", "")]
    [InlineData("x.tar.gz", "-Format Mgh")]
    [InlineData("x.nii", "-Format Dicom -UidKey secret")]
    public void A_destination_that_names_a_file_of_another_format_is_refused(string name, string format)
    {
        var result = engine.Run($"$volume | Export-Volume -Destination $destination {format}",
            ("volume", Import("scan.nii.gz")), ("destination", folder.File(name)));

        Assert.Equal("FormatMismatch,RefacePS.Commands.ExportVolumeCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.False(Path.Exists(folder.File(name)));
    }

    [Theory]
    [InlineData("v1.2", false)]
    [InlineData("sub-01.ses-2", false)]
    [InlineData("x.png/", false)]
    [InlineData("x.png", true)]
    public void A_folder_may_have_dots_in_its_name(string name, bool isThere)
    {
        if (isThere)
        {
            Directory.CreateDirectory(folder.File(name));
        }

        var result = engine.Run("$volume | Export-Volume -Destination $destination", ("volume", Import("scan.nii.gz")),
            ("destination", folder.File(name)));

        Assert.Empty(result.Errors);
        Assert.True(File.Exists(Path.Combine(folder.File(name), "scan.nii.gz")));
    }

    [Fact]
    public void A_destination_that_names_an_image_is_a_file()
    {
        var file = folder.File("named.nii");

        engine.Run("$volume | Export-Volume -Destination $destination", ("volume", Import("scan.nii.gz")),
            ("destination", file));

        Assert.True(File.Exists(file));
        Assert.True(File.Exists(folder.File("named.json")));
    }

    [Fact]
    public void An_exported_original_has_the_voxels_of_its_input()
    {
        var volume = Import("scan.nii");

        Export(volume, "");

        Assert.Equal(
            File.ReadAllBytes(folder.File("scan.nii"))[352..],
            File.ReadAllBytes(Path.Combine(Destination, "scan.nii"))[352..]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-KeepHeaderText", "patient 7")]
    public void Header_text_goes_unless_it_is_kept(string options, string expected)
    {
        var input = new NiftiFile { Description = "patient 7" }.WriteTo(folder, "scan.nii");
        var volume = Assert.Single(engine.Run("Import-Volume $file", ("file", input)).Output);

        Export(volume, options);

        var written = File.ReadAllBytes(Path.Combine(Destination, "scan.nii"));
        Assert.Equal(expected, Encoding.ASCII.GetString(written, 148, 80).TrimEnd('\0'));
    }

    [Fact]
    public void The_mask_comes_along_where_it_is_asked_for()
    {
        var volume = Import("sub-01_T1w.nii").With("Kind", "Defaced").WithFaceMask();

        var result = Export(volume, "-IncludeMask");

        var mask = Path.Combine(Destination, "sub-01_mod-T1w_desc-face_mask.nii");
        Assert.Empty(result.Warnings);
        Assert.Contains(mask, result.Output.Select(file => ((FileInfo)file.BaseObject).FullName));
        Assert.Equal([0, 1, 0, 1], File.ReadAllBytes(mask)[352..356]);
    }

    [Theory]
    [InlineData("p001.nii", "p001_desc-face_mask.nii")]
    [InlineData("p001_desc-defaced.nii", "p001_desc-face_mask.nii")]
    [InlineData("sub-01_desc-defaced_T1w.nii", "sub-01_mod-T1w_desc-face_mask.nii")]
    public void The_mask_beside_a_file_is_named_after_that_file(string name, string mask)
    {
        var volume = Import("Doe_John_19700101.nii").With("Kind", "Defaced").WithFaceMask();

        var result = engine.Run("$volume | Export-Volume -Destination $destination -IncludeMask", ("volume", volume),
            ("destination", Path.Combine(Destination, name)));

        Assert.Empty(result.Errors);
        Assert.Equal([name, Path.ChangeExtension(name, ".json"), mask],
            result.Output.Select(file => ((FileInfo)file.BaseObject).Name));
    }

    [Fact]
    public void A_mask_that_is_not_there_is_a_warning()
    {
        var result = Export(Import("scan.nii").With("Kind", "Defaced"), "-IncludeMask");

        Assert.Contains("no face mask", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Count);
    }

    [Theory]
    [InlineData("scan.nii", "Original", 1)]
    [InlineData("sub-01_T1w.nii.gz", "Original", 1)]
    [InlineData("sub-01_T1map.nii.gz", "Original", 1)]
    [InlineData("sub-01_T1w.nii.gz", "Defaced", 0)]
    [InlineData("sub-01_T1w.nii.gz", "Refaced", 0)]
    [InlineData("sub-01_probseg.nii.gz", "Original", 0)]
    public void A_scan_that_nothing_was_removed_from_is_told_when_it_is_written(string name, string kind, int warnings)
    {
        var result = Export(Import(name).With("Kind", kind), "");

        Assert.Equal(2, result.Output.Count);
        Assert.Equal(warnings, result.Warnings.Count(warning => WarnsOfFace(warning, Path.Combine(Destination, name))));
        Assert.Equal(warnings, result.Warnings.Count);
    }

    [Fact]
    public void Labels_are_no_scan_with_a_face()
    {
        var labels = new NiftiFile { Voxels = [.. Enumerable.Repeat<byte>(3, 2 * 4 * 5 * 6)] };
        var volume = engine.Run("Import-Volume $file", ("file", labels.WriteTo(folder, "atlas.nii"))).Output.Single();

        Assert.Empty(Export(volume, "").Warnings);
    }

    [Fact]
    public void A_scan_that_is_read_back_is_known_by_its_own_sidecar_and_by_no_other()
    {
        Export(Import("scan.nii").With("Kind", "Defaced"), "");
        var written = Path.Combine(Destination, "scan_desc-defaced.nii");
        var other = new NiftiFile { Scale = 3 }.WriteTo(folder, "other.nii");
        File.Copy(Path.ChangeExtension(written, ".json"), Path.ChangeExtension(other, ".json"));

        var result = engine.Run("Import-Volume $files | Export-Volume $again",
            ("files", new[] { written, other }), ("again", folder.File("again")));

        Assert.Equal(4, result.Output.Count);
        Assert.True(WarnsOfFace(Assert.Single(result.Warnings), Path.Combine(folder.File("again"), "other.nii")));
    }

    private static bool WarnsOfFace(string warning, string file) =>
        warning.Contains($"'{file}' is written with whatever face it has", StringComparison.Ordinal);

    [Theory]
    [InlineData("-Profile None", "Profile")]
    [InlineData("-Retain Dates", "Retain")]
    [InlineData("-KeepUid -Format Nifti", "KeepUid")]
    [InlineData("-UidKey secret -Format Mgh", "UidKey")]
    [InlineData("-KeepHeaderText -Format Dicom", "KeepHeaderText")]
    public void A_parameter_of_another_format_ends_the_command(string options, string name)
    {
        var volume = Import("scan.nii");

        var fatal = engine.RunToEnd(
            $"$args[0] | Export-Volume $args[1] {options}", volume, Destination).Fatal;

        Assert.Equal("ParameterOfOtherFormat,RefacePS.Commands.ExportVolumeCommand", fatal?.FullyQualifiedErrorId);
        Assert.Contains($"-{name} ", fatal!.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, fatal.CategoryInfo.Category);
        Assert.False(Directory.Exists(Destination));
    }

    [Fact]
    public void A_doubtful_volume_is_written_with_a_warning_and_says_so_in_its_sidecar()
    {
        var volume = Import("scan.nii").With("Kind", "Defaced").WithDoubt("The chin may remain.");

        var result = Export(volume, "");

        Assert.Contains("The chin may remain.", Assert.Single(result.Warnings), StringComparison.Ordinal);
        using var sidecar = JsonDocument.Parse(File.ReadAllText(Path.Combine(Destination, "scan_desc-defaced.json")));
        Assert.Equal("Doubtful", sidecar.RootElement.GetProperty("RefacePS").GetProperty("Quality")
            .GetProperty("Status").GetString());
    }

    [Fact]
    public void A_volume_that_is_not_written_is_not_said_to_be()
    {
        var volume = Import("scan.nii").With("Kind", "Defaced").WithDoubt("The chin may remain.");
        Export(volume, "");

        Assert.Empty(Export(volume, "").Warnings);
        Assert.Single(Export(volume, "-Force").Warnings);
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        var volume = Import("scan.nii");
        var before = Directory.GetFileSystemEntries(folder.Path);

        var result = Export(volume, "-WhatIf -Force -IncludeMask");

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
        Assert.Equal(before, Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("scan.nii")]
    [InlineData("scan.json")]
    public void A_file_that_is_there_stays_unless_forced(string taken)
    {
        var volume = Import("scan.nii");
        Directory.CreateDirectory(Destination);
        File.WriteAllText(Path.Combine(Destination, taken), "mine");

        AssertError(Export(volume, "-WhatIf"), "DestinationExists", ErrorCategory.ResourceExists, volume);
        AssertError(Export(volume, ""), "DestinationExists", ErrorCategory.ResourceExists, volume);
        Assert.Equal([Path.Combine(Destination, taken)], Directory.GetFiles(Destination));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Destination, taken)));

        Assert.Empty(Export(volume, "-Force").Errors);
        Assert.NotEqual("mine", File.ReadAllText(Path.Combine(Destination, taken)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("-Format Dicom -UidKey secret", 0)]
    public void A_patient_ID_in_the_name_of_a_file_is_told(string format, int warnings)
    {
        for (var i = 0; i < 2; i++)
        {
            new DicomSlice(i, i + 1).Text(0x00100020, "LO", "KH-48213").WriteTo(folder, $"series/{i}.dcm");
        }

        var result = engine.Run(
            $"Import-Volume $series | Export-Volume -Destination $destination {format}",
            ("series", folder.File("series")), ("destination", Destination));

        Assert.Empty(result.Errors);
        Assert.Equal(warnings, result.Warnings.Count(
            warning => warning.Contains("sub-KH48213", StringComparison.Ordinal)
                && warning.Contains("'48213'", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_input_is_never_overwritten()
    {
        var volume = Import("scan.nii");
        var input = File.ReadAllBytes(folder.File("scan.nii"));

        var result = engine.Run("$volume | Export-Volume -Destination $folder -Force", ("volume", volume),
            ("folder", folder.Path));

        AssertError(result, "DestinationIsInput", ErrorCategory.InvalidOperation, volume);
        Assert.Equal(input, File.ReadAllBytes(folder.File("scan.nii")));
        Assert.Equal(["scan.nii"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Two_volumes_of_one_name_do_not_overwrite_each_other()
    {
        var first = new NiftiFile().WriteTo(folder, "a/scan.nii");
        var second = new NiftiFile { Scale = 3 }.WriteTo(folder, "b/scan.nii");
        var volumes = engine.Run("Import-Volume $files", ("files", new[] { first, second })).Output.ToArray();

        var result = engine.Run("$volumes | Export-Volume -Destination $destination -Force", ("volumes", volumes),
            ("destination", Destination));

        AssertError(result, "DestinationUsedTwice", ErrorCategory.InvalidArgument, volumes[1]);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(Path.Combine(Destination, "scan.nii")));
    }

    [Fact]
    public void A_destination_that_cannot_be_written_is_an_error()
    {
        var volume = Import("scan.nii");
        var inside = Path.Combine(folder.File("scan.nii"), "out");

        var result = engine.Run("$volume | Export-Volume -Destination $destination", ("volume", volume),
            ("destination", inside));

        AssertError(result, "DestinationNotWritable", ErrorCategory.PermissionDenied, volume);
    }

    [TinyDiskFact]
    public void A_full_disk_is_an_error_that_leaves_nothing_behind()
    {
        using var disk = TinyDisk.TryMount()!;
        var input = new NiftiFile { Dimensions = [3, 64, 64, 64, 1, 1, 1, 1] }.WriteTo(folder, "large.nii");
        var volume = Assert.Single(engine.Run("Import-Volume $file", ("file", input)).Output);

        var result = engine.Run("$volume | Export-Volume -Destination $destination", ("volume", volume),
            ("destination", disk.Path));

        AssertError(result, "DiskFull", ErrorCategory.WriteError, volume);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public void The_pipeline_goes_on_after_a_volume_that_cannot_be_written()
    {
        var good = new NiftiFile().WriteTo(folder, "good.nii");
        var taken = new NiftiFile().WriteTo(folder, "taken.nii");
        Directory.CreateDirectory(Destination);
        File.WriteAllText(Path.Combine(Destination, "taken.nii"), "mine");

        var result = engine.Run(
            "Import-Volume $files | Export-Volume -Destination $destination", ("files", new[] { taken, good }),
            ("destination", Destination));

        Assert.Equal("DestinationExists,RefacePS.Commands.ExportVolumeCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.True(File.Exists(Path.Combine(Destination, "good.nii")));
    }

    [Fact]
    public void A_destination_off_the_file_system_ends_the_command()
    {
        var result = engine.Run("$volume | Export-Volume -Destination Variable:/out", ("volume", Import("scan.nii")));

        var error = Assert.Single(result.Errors);
        Assert.Equal("PathNotOnFileSystem,RefacePS.Commands.ExportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal("Variable:/out", error.TargetObject);
        Assert.Empty(result.Output);
    }

    private PSObject Import(string name) =>
        Assert.Single(engine.Run("Import-Volume $file", ("file", new NiftiFile().WriteTo(folder, name))).Output);

    private EngineResult Export(PSObject volume, string options) => engine.Run(
        $"$volume | Export-Volume -Destination $destination {options}", ("volume", volume),
        ("destination", Destination));

    private static void AssertError(EngineResult result, string errorId, ErrorCategory category, PSObject volume)
    {
        var error = Assert.Single(result.Errors);
        Assert.Equal($"{errorId},RefacePS.Commands.ExportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Same(volume.BaseObject, error.TargetObject);
        Assert.All(result.Output, file => Assert.IsType<FileInfo>(file.BaseObject));
    }

    [Fact]
    public void A_volume_that_came_from_DICOM_is_written_as_the_same_files_without_a_name()
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1).WriteTo(folder, $"series/{i}.dcm");
        }

        const string script = "Import-Volume $series | Export-Volume $out -Format Dicom -UidKey secret";
        var result = engine.Run(script, ("series", folder.File("series")), ("out", folder.File("out")));

        Assert.Empty(result.Errors);
        var files = result.Output.Select(file => Assert.IsType<FileInfo>(file.BaseObject).FullName).ToList();
        Assert.Equal(["0001.dcm", "0002.dcm", "0003.dcm"], files.Select(Path.GetFileName));
        Assert.All(files, file =>
            Assert.DoesNotContain("Doe", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)),
                StringComparison.Ordinal));
        Assert.All([script, $"{script} -WhatIf"], again => Assert.Equal(
            "DestinationExists,RefacePS.Commands.ExportVolumeCommand",
            Assert.Single(engine.Run(again, ("series", folder.File("series")), ("out", folder.File("out"))).Errors)
                .FullyQualifiedErrorId));
    }

    [Fact]
    public void What_is_no_DICOM_is_not_written_as_such()
    {
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");

        var result = engine.Run(
            "Import-Volume $scan | Export-Volume $out -Format Dicom -UidKey secret", ("scan", scan),
            ("out", folder.File("out")));

        Assert.Equal("NotWritableAsDicom,RefacePS.Commands.ExportVolumeCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
