using System.Management.Automation;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class ImportVolumeTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_becomes_a_volume()
    {
        var path = new NiftiFile().WriteTo(folder, "sub-01_ses-a_T1w.nii.gz");

        var volume = Assert.Single(engine.Run("Import-Volume $path", ("path", path)).Output);

        Assert.Equal("RefacePS.Volume", volume.BaseObject.GetType().FullName);
        Assert.Equal(path, volume.Properties["Path"].Value);
        Assert.Equal("01", volume.Properties["Subject"].Value);
        Assert.Equal("a", volume.Properties["Session"].Value);
    }

    [Theory]
    [InlineData("Import-Volume $file")]
    [InlineData("Import-Volume -Path $file")]
    [InlineData("Import-Volume -LiteralPath $file")]
    [InlineData("Import-Volume -PSPath $file")]
    [InlineData("Import-Volume -LP $file")]
    [InlineData("$file | Import-Volume")]
    [InlineData("[System.IO.FileInfo]$file | Import-Volume")]
    [InlineData("$ExecutionContext.InvokeProvider.Item.Get($file) | Import-Volume")]
    [InlineData("[pscustomobject]@{ Path = $file } | Import-Volume")]
    [InlineData("[pscustomobject]@{ FullName = $file } | Import-Volume")]
    public void A_path_is_taken_from_wherever_it_comes(string script)
    {
        var path = new NiftiFile().WriteTo(folder, "scan.nii");

        var result = engine.Run(script, ("file", path));

        Assert.Empty(result.Errors);
        Assert.Equal(path, Assert.Single(result.Output).Properties["Path"].Value);
    }

    [Fact]
    public void A_name_with_brackets_is_not_a_pattern_where_a_file_is_given()
    {
        var path = new NiftiFile().WriteTo(folder, "scan[1].nii");

        var result = engine.Run(
            "Import-Volume -LiteralPath $file; $ExecutionContext.InvokeProvider.ChildItem.Get($folder, $false) | "
                + "Import-Volume",
            ("file", path), ("folder", folder.Path));

        Assert.Empty(result.Errors);
        Assert.Equal([path, path], result.Output.Select(volume => volume.Properties["Path"].Value));
    }

    /// <summary>Results of cmdlets name files as they are called.</summary>
    [Theory]
    [InlineData("$file | Import-Volume")]
    [InlineData("[pscustomobject]@{ Path = $file } | Import-Volume")]
    public void A_name_with_brackets_that_comes_down_the_pipeline_is_that_file(string script)
    {
        var path = new NiftiFile().WriteTo(folder, "scan[1].nii");
        new NiftiFile().WriteTo(folder, "scan1.nii");

        var result = engine.Run(script, ("file", path));

        Assert.Empty(result.Errors);
        Assert.Equal(path, Assert.Single(result.Output).Properties["Path"].Value);
    }

    [Fact]
    public void A_sidecar_that_comes_with_its_image_is_no_image()
    {
        var image = new NiftiFile().WriteTo(folder, "a.nii.gz");
        File.WriteAllText(folder.File("a.json"), "{}");
        File.WriteAllText(folder.File("b.json"), "{}");

        var result = engine.Run(
            "$ExecutionContext.InvokeProvider.ChildItem.Get($folder, $false) | Import-Volume", ("folder", folder.Path));

        Assert.Equal(image, Assert.Single(result.Output).Properties["Path"].Value);
        Assert.Equal(folder.File("b.json"), Assert.Single(result.Errors).TargetObject);
    }

    [Fact]
    public void A_pattern_reads_images_in_order_and_leaves_out_what_belongs_to_them()
    {
        var second = new NiftiFile().WriteTo(folder, "b.nii");
        var first = new NiftiFile().WriteTo(folder, "a.nii.gz");
        File.WriteAllText(folder.File("a.json"), "{}");

        var result = engine.Run("Import-Volume $pattern", ("pattern", folder.File("*")));

        Assert.Empty(result.Errors);
        Assert.Equal([first, second], result.Output.Select(volume => volume.Properties["Path"].Value));
    }

    [Fact]
    public void A_relative_path_starts_at_the_location()
    {
        var path = new NiftiFile().WriteTo(folder, "scan.nii");

        var result = engine.Run(
            "$old = $ExecutionContext.SessionState.Path.CurrentLocation; "
            + "$null = $ExecutionContext.SessionState.Path.SetLocation($folder); Import-Volume scan.nii; "
            + "$null = $ExecutionContext.SessionState.Path.SetLocation($old)", ("folder", folder.Path));

        Assert.Equal(path, Assert.Single(result.Output).Properties["Path"].Value);
    }

    public static TheoryData<string, string, ErrorCategory> BadInputs => new()
    {
        { "missing file", "VolumeNotFound", ErrorCategory.ObjectNotFound },
        { "folder", "PathIsFolder", ErrorCategory.InvalidArgument },
        { "not NIfTI", "NotNifti", ErrorCategory.InvalidData },
        { "truncated gzip", "VolumeTruncated", ErrorCategory.InvalidData },
        { "broken gzip", "CorruptGzip", ErrorCategory.InvalidData },
        { "less data than claimed", "VolumeTruncated", ErrorCategory.InvalidData },
        { "more data than fits", "VolumeTooLarge", ErrorCategory.LimitsExceeded },
        { "zero dimension", "InvalidDimensions", ErrorCategory.InvalidData },
        { "negative dimension", "InvalidDimensions", ErrorCategory.InvalidData },
        { "NaN affine", "InvalidAffine", ErrorCategory.InvalidData },
        { "all zero", "EmptyImage", ErrorCategory.InvalidData },
        { "2-D", "NotThreeDimensional", ErrorCategory.InvalidData },
        { "RGB", "UnsupportedVoxelType", ErrorCategory.InvalidData },
        { "5-D", "TooManyDimensions", ErrorCategory.InvalidData },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void A_bad_input_is_an_error_of_its_own_and_the_pipeline_goes_on(
        string fault, string errorId, ErrorCategory category)
    {
        var bad = MakeBad(fault);
        var good = new NiftiFile().WriteTo(folder, "good.nii");
        var before = File.Exists(bad) ? File.ReadAllBytes(bad) : null;

        var result = engine.Run("$bad, $good | Import-Volume", ("bad", bad), ("good", good));

        var error = Assert.Single(result.Errors);
        Assert.Equal($"{errorId},RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(bad, error.TargetObject);
        Assert.Contains(bad, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(good, Assert.Single(result.Output).Properties["Path"].Value);
        Assert.Equal(before, File.Exists(bad) ? File.ReadAllBytes(bad) : null);
    }

    [Fact]
    public void A_row_of_a_table_that_names_no_path_is_told_of_as_one()
    {
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");
        const string rows = "[pscustomobject]@{ Path = $scan }, [pscustomobject]@{ Scan = $scan } | Import-Volume";

        var result = engine.Run(rows, ("scan", scan));

        Assert.Equal(scan, Assert.Single(result.Output).Properties["Path"].Value);
        var error = Assert.Single(result.Errors);
        Assert.Equal("VolumeNotFound,RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Contains("without a property Path", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_and_a_zip_file_without_images_of_DICOM_are_told_of_as_what_they_are()
    {
        Directory.CreateDirectory(folder.File("notes"));
        File.WriteAllText(folder.File("notes/one.txt"), "one");
        System.IO.Compression.ZipFile.CreateFromDirectory(folder.File("notes"), folder.File("notes.zip"));

        var errors = engine.Run("$folder, $zip | Import-Volume", ("folder", folder.File("notes")),
            ("zip", folder.File("notes.zip"))).Errors;

        Assert.Equal(
            ["PathIsFolder,RefacePS.Commands.ImportVolumeCommand", "NotDicom,RefacePS.Commands.ImportVolumeCommand"],
            errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Equal([folder.File("notes"), folder.File("notes.zip")], errors.Select(error => error.TargetObject));
    }

    [Fact]
    public void A_folder_of_other_images_is_refused_with_the_way_to_read_them()
    {
        Directory.CreateDirectory(folder.File("study/old"));
        new NiftiFile().WriteTo(folder, "study/old/scan.nii");

        var error = Assert.Single(engine.Run("Import-Volume $folder", ("folder", folder.File("study"))).Errors);

        Assert.Equal("PathIsFolder,RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Contains("the other image in it, with a wildcard such as *.nii, or by Get-ChildItem ",
            error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_is_read_whatever_its_sidecar_is()
    {
        var scan = new NiftiFile().WriteTo(folder, "told.nii");
        File.WriteAllText(folder.File("told.json"), "{ \"EchoTime\": NaN }");

        var result = engine.Run("Import-Volume $scan", ("scan", scan));

        Assert.Equal(scan, Assert.Single(result.Output).Properties["Path"].Value);
        Assert.Contains("told.json", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Import-Volume $folder")]
    [InlineData("Import-Volume -LiteralPath $folder")]
    [InlineData("Import-Volume \"$folder/*.dcm\"")]
    [InlineData("$ExecutionContext.InvokeProvider.ChildItem.Get($folder, $false) | Import-Volume")]
    public void The_files_of_a_DICOM_series_become_one_volume(string script)
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1).WriteTo(folder, $"{i}.dcm");
        }

        var result = engine.Run(script, ("folder", folder.Path));

        Assert.Empty(result.Errors);
        var volume = Assert.Single(result.Output);
        Assert.Equal("4x3x3, 1.25x1.5x1 mm, LAS", volume.Properties["Grid"].Value.ToString());
        Assert.Equal("P01", volume.Properties["Subject"].Value);
        Assert.Equal(folder.File("0.dcm"), volume.Properties["Path"].Value);
    }

    [Theory]
    [InlineData("YES", 1)]
    [InlineData("NO", 0)]
    public void Text_in_the_pixels_of_a_DICOM_series_is_warned_of(string value, int warnings)
    {
        for (var i = 0; i < 3; i++)
        {
            var slice = new DicomSlice(i, i + 1);
            (i == 1 ? slice.Text(0x00280301, "CS", value) : slice).WriteTo(folder, $"{i}.dcm");
        }

        var result = engine.Run("Import-Volume $folder", ("folder", folder.Path));

        Assert.Single(result.Output);
        Assert.Equal(warnings, result.Warnings.Count(warning => warning.StartsWith(
            $"The files of '{folder.File("0.dcm")}' say that text is burned into their pixels",
            StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_left_in_bits_that_are_not_stored_is_warned_of()
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1).Pixels([.. Enumerable.Range(1, 12).Select(x => (ushort)(
                x | (i == 1 && x == 8 ? 0x1000 : 0)))]).WriteTo(folder, $"{i}.dcm");
        }

        var result = engine.Run("Import-Volume $folder", ("folder", folder.Path));

        Assert.Single(result.Output);
        Assert.StartsWith($"'{folder.File("1.dcm")}' has something in bits", Assert.Single(result.Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_of_DICOM_files_are_read_once_and_named()
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1).WriteTo(folder, $"{i}.dcm");
        }

        File.Copy(folder.File("1.dcm"), folder.File("1 (copy).dcm"));

        var result = engine.Run("Import-Volume $folder", ("folder", folder.Path));

        Assert.Empty(result.Errors);
        Assert.Equal("4x3x3, 1.25x1.5x1 mm, LAS", Assert.Single(result.Output).Properties["Grid"].Value.ToString());
        var warning = Assert.Single(result.Warnings);
        Assert.Contains("1 file is a copy of others and was read once", warning, StringComparison.Ordinal);
        Assert.Contains("'" + folder.File("1.dcm"), warning, StringComparison.Ordinal);
        Assert.Contains("'" + folder.File("1 (copy).dcm"), warning, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadSeries => new()
    {
        { "no slices", "NotDicomVolume" },
        { "damaged", "NotDicom" },
        { "compressed", "UnsupportedTransferSyntax" },
        { "pixels", "CorruptPixelData" },
        { "gap", "MissingSlice" },
        { "double", "DuplicateSlice" },
        { "uneven", "UnevenSpacing" },
        { "sizes", "MixedSlices" },
    };

    [Theory]
    [MemberData(nameof(BadSeries))]
    public void A_bad_DICOM_series_is_one_error_and_the_pipeline_goes_on(string fault, string errorId)
    {
        for (var i = 0; i < 6; i++)
        {
            var slice = (fault, i) switch
            {
                ("gap", 3) => null,
                ("double", 3) => new DicomSlice(4, i + 1),
                ("uneven", 3) => new DicomSlice(6.5, i + 1),
                ("sizes", 3) => new DicomSlice(6, i + 1, columns: 5),
                ("compressed", _) => new DicomSlice(2 * i, i + 1, syntax: "1.2.840.10008.1.2.4.90"),
                ("pixels", 3) => new DicomSlice(2 * i, i + 1, syntax: DicomSlice.RunLength).Bytes(
                    0x7FE00010, "OB", [0xFE, 0xFF, 0, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0, 0xE0, 2, 0, 0, 0, 1, 2,
                        0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]),
                ("no slices", _) => i > 0 ? null : new DicomSlice(0, 1)
                    .Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7"),
                _ => new DicomSlice(2 * i, i + 1),
            };
            slice?.WriteTo(folder, $"series/{i}.dcm");
        }

        if (fault == "damaged")
        {
            Directory.Delete(folder.File("series"), recursive: true);
            Directory.CreateDirectory(folder.File("series"));
            File.WriteAllBytes(
                folder.File("series/0.dcm"), [.. new byte[128], .. "DICM"u8, .. new byte[50].Select(_ => (byte)'x')]);
        }

        var good = new NiftiFile().WriteTo(folder, "good.nii");

        var result = engine.Run("$bad, $good | Import-Volume", ("bad", folder.File("series")), ("good", good));

        var error = Assert.Single(result.Errors);
        Assert.Equal($"{errorId},RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Equal(folder.File("series"), Path.GetDirectoryName(error.TargetObject.ToString()));
        Assert.Equal(good, Assert.Single(result.Output).Properties["Path"].Value);
    }

    [UnprivilegedFact]
    public void A_file_that_may_not_be_read_is_an_error()
    {
        var path = new NiftiFile().WriteTo(folder, "secret.nii");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        var error = Assert.Single(engine.Run("Import-Volume $file", ("file", path)).Errors);

        Assert.Equal("AccessDenied,RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(path, error.TargetObject);
    }

    [UnprivilegedFact]
    public void A_folder_in_a_folder_that_may_not_be_read_is_named()
    {
        var locked = Directory.CreateDirectory(folder.File("series/locked")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(locked, UnixFileMode.None);
        }

        var error = Assert.Single(engine.Run("Import-Volume $path", ("path", folder.File("series"))).Errors);

        // Else the folder of the test could not be deleted.
        Directory.Delete(locked);
        Assert.Equal("AccessDenied,RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(folder.File("series"), error.TargetObject);
        Assert.Contains($"'{locked}'", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Variable:/HOME", "PathNotOnFileSystem")]
    [InlineData("Variable:/HOM*", "PathNotOnFileSystem")]
    [InlineData("nosuchdrive:/scan.nii", "DriveNotFound")]
    public void A_path_that_is_not_of_the_file_system_is_refused(string path, string errorId)
    {
        var error = Assert.Single(engine.Run("Import-Volume $file", ("file", path)).Errors);

        Assert.Equal($"{errorId},RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Equal(path, error.TargetObject);
    }

    [Fact]
    public void A_pattern_without_a_match_is_an_error()
    {
        var pattern = folder.File("*.nii");

        var error = Assert.Single(engine.Run("Import-Volume $file", ("file", pattern)).Errors);

        Assert.Equal("VolumeNotFound,RefacePS.Commands.ImportVolumeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(pattern, error.TargetObject);
    }

    [Fact]
    public void Progress_counts_up_at_an_easy_pace_and_ends()
    {
        const int files = 30;
        for (var i = 0; i < files; i++)
        {
            new NiftiFile().WriteTo(folder, $"scan{i:00}.nii");
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var records = engine.Run(
            "Import-Volume $pattern | ForEach-Object { [System.Threading.Thread]::Sleep(30) }",
            ("pattern", folder.File("*.nii"))).Progress;

        var percents = records.SkipLast(1).Select(record => record.PercentComplete).ToList();
        Assert.NotEmpty(percents);
        Assert.Equal(percents.Order(), percents);
        Assert.InRange(percents.Count, 1, clock.ElapsedMilliseconds / 250);
        Assert.Single(records.Select(record => record.ActivityId).Distinct());
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.All(records.SkipLast(1), record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
    }

    [Fact]
    public void Stopping_ends_the_command()
    {
        var path = new NiftiFile().WriteTo(folder, "scan.nii");
        using var shell = engine.Create("1..1000000 | ForEach-Object { $file } | Import-Volume", ("file", path));
        using var output = new PSDataCollection<PSObject>();
        using var started = new ManualResetEventSlim();
        output.DataAdded += (_, _) => started.Set();

        var running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        started.Wait();
        shell.Stop();

        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
    }

    private string MakeBad(string fault) => fault switch
    {
        "missing file" => folder.File("missing.nii"),
        "folder" => Directory.CreateDirectory(folder.File("folder.nii")).FullName,
        "not NIfTI" => Write("notes.nii", [.. Enumerable.Repeat((byte)'x', 1000)]),
        "truncated gzip" => Truncate(new NiftiFile().WriteTo(folder, "cut.nii.gz")),
        "broken gzip" =>
            Write("broken.nii.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, .. Enumerable.Repeat((byte)0xff, 1000)]),
        "more data than fits" => WriteHuge(),
        "less data than claimed" => new NiftiFile { Voxels = new byte[7] }.WriteTo(folder, "short.nii"),
        "zero dimension" => new NiftiFile { Dimensions = [3, 4, 0, 6, 1, 1, 1, 1] }.WriteTo(folder, "zero.nii"),
        "negative dimension" => new NiftiFile { Dimensions = [3, 4, -5, 6, 1, 1, 1, 1] }.WriteTo(
            folder, "negative.nii"),
        "NaN affine" => new NiftiFile { Scale = float.NaN }.WriteTo(folder, "nan.nii"),
        "all zero" => new NiftiFile { Voxels = new byte[240] }.WriteTo(folder, "zeros.nii"),
        "2-D" => new NiftiFile { Dimensions = [2, 4, 5, 1, 1, 1, 1, 1] }.WriteTo(folder, "slice.nii"),
        "RGB" => new NiftiFile { DataType = 128, BitsPerVoxel = 24 }.WriteTo(folder, "colour.nii"),
        "5-D" => new NiftiFile { Dimensions = [5, 4, 5, 6, 2, 3, 1, 1] }.WriteTo(folder, "vectors.nii"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(folder.File(name), bytes);
        return folder.File(name);
    }

    /// <summary>4 GiB of voxels by its header, as 5 MB of random bytes could be when inflated.</summary>
    private string WriteHuge()
    {
        var bytes = new byte[5_000_000];
        new Random(1).NextBytes(bytes);
        return new NiftiFile { Dimensions = [3, 2048, 1024, 1024, 1, 1, 1, 1], Voxels = bytes }.WriteTo(
            folder, "huge.nii.gz");
    }

    private static string Truncate(string path)
    {
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length - 20)]);
        return path;
    }
}
