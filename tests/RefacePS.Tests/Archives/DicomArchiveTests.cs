using System.Text;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>Archives that hold DICOM series, alone or beside NIfTI.</summary>
public sealed class DicomArchiveTests : IDisposable
{
    private const string Frame = "1.2.3.77";

    private readonly SyntheticArchive archive = new();
    private readonly HeardObserver heard = new();

    public void Dispose() => archive.Dispose();

    [Fact]
    public void A_T1_places_what_shares_its_study_and_system_of_coordinates()
    {
        AddSeries("a/t1", 1, "MPRAGE sag");
        AddSeries("b/t2", 2, "T2 tse", slice => slice.Text(0x00180081, "DS", "90"));
        AddSeries("b/flair", 3, "FLAIR", slice => slice.Text(0x00180081, "DS", "120"));
        AddSeries("c/adc", 4, "diff", slice => slice.Text(0x00080008, "CS", "DERIVED\\PRIMARY\\DIFFUSION\\ADC"));
        AddSeries("c/phase", 5, "field", slice => slice.Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\P\\ND"));
        AddSeries("d/other", 6, "T2 after a break", slice => slice.Text(0x00200052, "UI", "1.2.3.78"));
        AddSeries("d/visit2", 7, "T2 later", slice => slice.Text(0x0020000D, "UI", "1.2.3.9"));

        var items = Plan().Scans.ToDictionary(item => item.Path.Split('/')[1]);

        Assert.Equal(
            [
                ("adc", ArchiveRole.Map, Treatment.Clear, 1), ("flair", ArchiveRole.Companion, Treatment.Deface, 1),
                ("other", ArchiveRole.Head, Treatment.Deface, 0), ("phase", ArchiveRole.Map, Treatment.Clear, 1),
                ("t1", ArchiveRole.Head, Treatment.Reface, 0), ("t2", ArchiveRole.Companion, Treatment.Deface, 1),
                ("visit2", ArchiveRole.Head, Treatment.Deface, 0),
            ],
            items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(
                item => (item.Key, item.Value.Role, item.Value.Treatment, item.Value.PlacedBy.Count)));
        Assert.Equal(["a/t1/1", "a/t1/2"], items["t1"].Slices);
        Assert.Equal(["b/t2/1", "b/t2/2", "a/t1/1", "a/t1/2"], items["t2"].Inputs);
        Assert.Equal(items["t2"].Slices, items["t2"].Outputs);
    }

    [Fact]
    public void Kept_pixels_stay_names_go_and_the_ledger_has_a_row_a_series()
    {
        AddSeries("t1", 1, "MPRAGE sag");
        AddSeries("t2", 2, "T2 tse");
        archive.AddScan("sub-001/anat/sub-001_T1w.nii.gz");
        var before = SyntheticArchive.Hashes(archive.Source);

        var summary = Run();

        Assert.Equal((3, 3, 0, 0), (summary.Scans, summary.Protected, summary.Failed, summary.Withheld));
        Assert.Equal(before, SyntheticArchive.Hashes(archive.Source));
        Assert.Equal(
            ["sub-001/anat/sub-001_T1w.json", "sub-001/anat/sub-001_T1w.nii.gz", "t1/1", "t1/2", "t2/1", "t2/2"],
            SyntheticArchive.Hashes(archive.Destination).Keys);
        foreach (var path in (string[])["t1/1", "t1/2", "t2/1", "t2/2"])
        {
            var (old, now) = (Dataset(archive.In(path)), Dataset(archive.Out(path)));

            // The last row of the file is the first of the volume, and the others are its front half.
            Assert.Equal([.. new byte[16], .. Pixels(old)[16..]], Pixels(now));
            Assert.NotEqual(old.GetText(DicomTags.SopInstanceUid), now.GetText(DicomTags.SopInstanceUid));
            Assert.Equal("YES", now.GetText(DicomTags.PatientIdentityRemoved));
            var text = Encoding.Latin1.GetString(File.ReadAllBytes(archive.Out(path)));
            Assert.All((string[])["Doe", "P-01", "20200131", "1.2.3.4.", "MPRAGE"],
                word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        }

        var row = ArchiveLedger.Read(archive.Destination).Single(scan => scan.Path == "t1/1");
        Assert.Equal((ArchiveScanStatus.Done, DefaceStatus.Good, "half 1.0.0"), (row.Status, row.Quality, row.Model));
        Assert.Contains("DICOM Basic", row.Parameters, StringComparison.Ordinal);
        Assert.DoesNotContain("P01", row.Subject, StringComparison.Ordinal);

        var again = Run();
        Assert.Equal((0, 3), (again.Protected, again.Unchanged));
        Assert.Equal(1, Run(change: options => options with { Dicom = options.Dicom with { Retain =
            DicomRetention.Dates } }).Unchanged);
    }

    [Fact]
    public void A_slice_that_changes_or_comes_makes_the_whole_series_anew_and_no_other()
    {
        AddSeries("t1", 1, "MPRAGE sag");
        AddSeries("late", 9, "T1 later", slice => slice.Text(0x0020000D, "UI", "1.2.3.9"));
        Run();

        new DicomSlice(6, 13).Text(0x0020000E, "UI", "1.2.3.4.1").Text(0x00200052, "UI", Frame)
            .WriteTo(archive.In("t1/3"));
        var summary = Run();

        Assert.Equal((1, 1), (summary.Protected, summary.Unchanged));
        Assert.True(File.Exists(archive.Out("t1/3")));
        Assert.Single(
            new[] { "t1/1", "t1/3" }.Select(path => Dataset(archive.Out(path)).GetText(DicomTags.SeriesInstanceUid))
                .Distinct());
    }

    [Fact]
    public void What_is_no_volume_is_withheld_by_name()
    {
        AddSeries("t1", 1, "MPRAGE sag");
        AddFile("sr", "1.2.840.10008.5.1.4.1.1.88.33");
        AddFile("pdf", "1.2.840.10008.5.1.4.1.1.104.1");
        AddFile("gsps", "1.2.840.10008.5.1.4.1.1.11.1");
        AddFile("capture", "1.2.840.10008.5.1.4.1.1.7");
        AddFile("dir", "1.2.840.10008.1.3.10");
        AddSeries("mip", 2, "MIP", slice => slice.Text(0x00080008, "CS", "DERIVED\\SECONDARY\\PROJECTION IMAGE\\MIP"));
        AddSeries("burned", 3, "T1");
        new DicomSlice(4, 32).Text(0x0020000E, "UI", "1.2.3.4.3").Text(0x00200011, "IS", "3")
            .Text(0x00200052, "UI", Frame).Text(0x00181030, "LO", "T1").Text(0x0008103E, "LO", "T1")
            .Text(0x00280301, "CS", "YES").WriteTo(archive.In("burned/2"));
        AddSeries("scout", 4, "localizer", count: 1);
        archive.AddFile("broken", new DicomSlice(0, 1).ToBytes()[..^30]);
        archive.AddFile("damaged", [.. new byte[128], .. "DICM"u8, 2, 0, 16, 0, (byte)'U', (byte)'I', 200, 0, 1, 2]);

        var plan = Plan(options => options with { OtherFiles = OtherFilePolicy.All });
        var summary = Run(change: options => options with { OtherFiles = OtherFilePolicy.All });

        var kinds = plan.Scans.Where(item => item.Treatment == Treatment.Withhold)
            .ToDictionary(item => item.Path.Split('/')[0], item => item.Kind);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["sr"] = "a DICOM report (SR)", ["pdf"] = "an encapsulated document (DICOM)",
                ["gsps"] = "a DICOM presentation state", ["capture"] = "a DICOM secondary capture",
                ["dir"] = "a DICOMDIR", ["mip"] = "a DICOM rendering or projection",
                ["burned"] = "a DICOM image with text burned in",
                ["scout"] = "a DICOM localiser (single slices)",
                ["damaged"] = "a DICOM file that cannot be read",
            },
            kinds.Where(kind => kind.Key != "broken").ToDictionary());
        Assert.Equal(["t1/1", "t1/2"], SyntheticArchive.Hashes(archive.Destination).Keys);
        Assert.Equal(1, summary.Protected);
        Assert.False(summary.IsComplete);
        Assert.All(heard.Held, scan => Assert.Contains("It is left out", scan.Reasons[0], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Doe_Jane/t1", true)]
    [InlineData("P-01/t1", true)]
    [InlineData("visit 2020-01-31/t1", true)]
    [InlineData("1.2.3.1/t1", true)]
    [InlineData("study/t1", false)]
    public void Paths_that_tell_what_the_profile_takes_out_become_those_of_new_names(string folder, bool isNew)
    {
        AddSeries(folder, 1, "MPRAGE sag");

        var item = Assert.Single(Plan().Scans);
        var kept = Assert.Single(Plan(options => options with { Dicom = options.Dicom with { Profile =
            DicomProfile.None } }).Scans);

        Assert.Equal(item.Slices, kept.Outputs);
        Assert.Equal(isNew ? 4 : 3, item.Outputs[0].Split('/').Length);
        Assert.Equal(isNew, item.Outputs[0] != item.Slices[0]);
    }

    /// <summary>The name may stand in one file of many, in an attribute that is seldom used or within a sequence, and
    /// with letters that another system writes otherwise.</summary>
    [Theory]
    [InlineData("Mu\u0308ller/t1", 0x00100010, "PN", "Müller^Jörg")]
    [InlineData("Müller/t1", 0x00100010, "PN", "Mu\u0308ller^Jo\u0308rg")]
    [InlineData("mueller/t1", 0x00100010, "PN", "Müller^Jörg")]
    [InlineData("Müller/t1", 0x00100010, "PN", "MUELLER^JOERG")]
    [InlineData("lukasz/t1", 0x00100010, "PN", "Łukasz")]
    [InlineData("maiden/t1", 0x00101005, "PN", "Maiden^Eva")]
    [InlineData("X-7734/t1", 0x00101002, "SQ", "X-7734")]
    [InlineData("Müller/t1", 0x00100010, "PN", "Müller^Jörg", "ISO_IR 100")]
    [InlineData("Müller/t1", 0x00100010, "PN", "Müller^Jörg", "")]
    public void Whoever_wrote_the_name_of_a_path(
        string folder, uint tag, string vr, string value, string characters = "ISO_IR 192")
    {
        var bytes = Encoding.UTF8.GetBytes(value.Length % 2 == 0 || vr == "SQ" ? value : value + " ");
        bytes = bytes.Length % 2 == 0 ? bytes : [.. bytes, (byte)' '];
        AddSeries(folder, 1, "MPRAGE sag");
        new DicomSlice(4, 12).Text(0x00080005, "CS", characters).Text(0x0020000E, "UI", "1.2.3.4.1")
            .Text(0x00200011, "IS", "1").Text(0x00200052, "UI", Frame).Text(0x00181030, "LO", "MPRAGE sag")
            .Bytes(tag, vr, vr == "SQ" ? DicomSlice.Item(DicomSlice.Element(0x00100020, "LO", value)) : bytes)
            .WriteTo(archive.In($"{folder}/2"));

        var item = Assert.Single(Plan().Scans);

        Assert.Equal(2, item.Slices.Count);
        Assert.All(item.Outputs, path => Assert.Equal(4, path.Split('/').Length));
    }

    [Fact]
    public void A_folder_whose_name_tells_goes_with_the_last_result_in_it()
    {
        AddSeries("all/Doe_Jane/t1", 1, "MPRAGE sag");
        AddSeries("all/study/t1", 2, "MPRAGE sag");
        Run(options => options with { Dicom = options.Dicom with { Profile = DicomProfile.None } });
        var isThere = Directory.Exists(archive.Out("all/Doe_Jane/t1"));

        Run();

        Assert.True(isThere && Directory.Exists(archive.Out("all/study/t1")));
        Assert.False(Directory.Exists(archive.Out("all/Doe_Jane")));
    }

    [Fact]
    public void A_layout_by_study_has_the_names_that_are_in_the_files()
    {
        AddSeries("t1", 1, "MPRAGE sag");

        Run(change: options => options with { Layout = ArchiveLayout.Study });

        var path = SyntheticArchive.Hashes(archive.Destination).Keys.First();
        var dataset = Dataset(archive.Out(path));
        Assert.Equal(
            string.Join('/', dataset.GetText(DicomTags.PatientId), dataset.GetText(DicomTags.StudyInstanceUid),
                dataset.GetText(DicomTags.SeriesInstanceUid), dataset.GetText(DicomTags.SopInstanceUid) + ".dcm"),
            path);
    }

    [Fact]
    public void A_file_of_magnitudes_and_phases_loses_the_face_in_both()
    {
        archive.AddFile("all.dcm", DicomSlice.Enhanced(
            [(0, "MAGNITUDE", 5), (2, "MAGNITUDE", 5), (0, "PHASE", 5), (2, "PHASE", 5)])
            .Text(0x00200052, "UI", Frame).ToBytes());

        var summary = Run();

        Assert.Equal((1, 1), (summary.Scans, summary.Protected));
        var pixels = Pixels(Dataset(archive.Out("all.dcm")));
        var before = Pixels(Dataset(archive.In("all.dcm")));
        Assert.Equal(before.Select((value, place) => place / 2 % 12 < 8 ? (byte)0 : value), pixels);
    }

    [Fact]
    public void A_series_without_a_slice_fails_and_leaves_nothing_and_the_others_go_on()
    {
        AddSeries("t1", 1, "MPRAGE sag", count: 5);
        File.Delete(archive.In("t1/3"));
        AddSeries("late", 2, "T1 later", slice => slice.Text(0x0020000D, "UI", "1.2.3.9"));

        var summary = Run();

        Assert.Equal((1, 1), (summary.Protected, summary.Failed));
        Assert.Equal("MissingSlice", ArchiveLedger.Read(archive.Destination).Single(
            scan => scan.Status == ArchiveScanStatus.Failed).ErrorId);
        Assert.Equal(["late/1", "late/2"], SyntheticArchive.Hashes(archive.Destination).Keys);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.90", "gdcmconv")]
    [InlineData("1.2.840.10008.1.2.4.80", "dcmdjpls")]
    public void A_series_in_a_compression_that_is_not_read_is_held_back_by_name_of_a_tool(string syntax, string tool)
    {
        AddSeries("t1", 1, "MPRAGE sag");
        for (var i = 1; i <= 2; i++)
        {
            new DicomSlice(i * 2, 20 + i, syntax: syntax).Text(0x0020000E, "UI", "1.2.3.4.2")
                .Text(0x0020000D, "UI", "1.2.3.9").WriteTo(archive.In($"packed/{i}"));
        }

        var summary = Run();

        Assert.Equal((1, 1, 0), (summary.Protected, summary.Withheld, summary.Failed));
        Assert.Equal(["t1/1", "t1/2"], SyntheticArchive.Hashes(archive.Destination).Keys);
        var row = ArchiveLedger.Read(archive.Destination).Single(scan => scan.Path == "packed/1");
        Assert.Equal((ArchiveScanStatus.Withheld, "UnsupportedTransferSyntax"), (row.Status, row.ErrorId));
        Assert.Contains(tool, row.Reasons[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArchiveLayout.Raw)]
    [InlineData(ArchiveLayout.Study)]
    public void Copies_of_files_all_come_out_and_lose_the_face(ArchiveLayout layout)
    {
        AddSeries("one", 1, "MPRAGE sag");
        AddSeries("two", 1, "MPRAGE sag");
        File.Copy(archive.In("one/1"), archive.In("one/1 (copy)"));

        var summary = Run(change: options => options with { Layout = layout });

        Assert.Equal((1, 1, 0), (summary.Scans, summary.Protected, summary.Failed));
        var written = SyntheticArchive.Hashes(archive.Destination);
        Assert.Equal(5, written.Count);
        Assert.Equal(2, written.Values.Distinct().Count());
        Assert.All(written.Keys, path => Assert.Equal(new byte[16], Pixels(Dataset(archive.Out(path)))[..16]));
        Assert.Contains(
            heard.Notices, notice => notice.Notice.Contains("3 of its files are copies", StringComparison.Ordinal));
        Assert.Equal(1, Run(change: options => options with { Layout = layout }).Unchanged);
    }

    [Theory]
    [InlineData(0x7FE00010u)]
    [InlineData(0x00181020u)]
    public void Files_of_one_image_that_differ_are_an_error_that_names_both(uint tag)
    {
        AddSeries("one", 1, "MPRAGE sag");
        AddSeries("two", 1, "MPRAGE sag", slice => tag == 0x7FE00010 ? slice.Pixels(
            [.. Enumerable.Range(1, 12).Select(pixel => (ushort)pixel)]) : slice.Text(tag, "LO", "another"));

        var summary = Run();

        Assert.Equal((0, 1), (summary.Protected, summary.Failed));
        Assert.Empty(SyntheticArchive.Hashes(archive.Destination));
        var row = Assert.Single(ArchiveLedger.Read(archive.Destination));
        Assert.Equal("DuplicateSlice", row.ErrorId);
        Assert.Contains(archive.In("one/"), row.Reasons[0], StringComparison.Ordinal);
        Assert.Contains(archive.In("two/"), row.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_makes_no_key_and_the_work_takes_the_one_it_was_planned_with()
    {
        using var folder = new TemporaryFolder();
        var home = folder.File("home");

        var planned = SecretKey.PlannedIn(home).Fingerprint;

        Assert.False(Directory.Exists(home));
        Assert.Equal(planned, SecretKey.OfUser(home).Fingerprint);
        Assert.Equal(planned, SecretKey.PlannedIn(home).Fingerprint);
    }

    [Fact]
    public void A_task_of_a_cluster_knows_slices_and_key_and_the_secret_lies_in_no_file()
    {
        AddSeries("t1", 1, "MPRAGE sag");
        var plan = Plan();
        using var folder = new TemporaryFolder();

        TaskManifest.Divide(RunContexts.Of(plan), plan, [.. plan.Scans], 0).Single().Write(folder.File("manifest"));
        var manifest = TaskManifest.Read(folder.File("manifest"));

        Assert.Equal(["t1/1", "t1/2"], manifest.Items().Single().Slices);
        Assert.Equal((SecretKey.Of("key").Fingerprint, DicomProfile.Basic, null),
            (manifest.DicomKey, manifest.Dicom.Profile, manifest.Dicom.Key));
        manifest.RequireKey(new(Key: "key"));
        var fault = Assert.Throws<SlurmException>(() => manifest.RequireKey(new(Key: "another")));
        Assert.Equal("KeyNotFound", fault.ErrorId);
        Assert.DoesNotContain("\"key\"", File.ReadAllText(folder.File("manifest")), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_belong_together_are_written_all_or_none()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.File("a"), folder.File("b"), folder.File("c")];

        Assert.Throws<VolumeFormatException>(() => AtomicFile.WriteAll(paths, (index, stream) =>
        {
            stream.WriteByte(1);
            if (index == 2)
            {
                throw new VolumeFormatException(VolumeFormatFault.CorruptPixelData, "x", "damaged");
            }
        }, null, CancellationToken.None));

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(paths[0])!));
    }

    [Fact]
    public void Faces_are_looked_for_in_series_and_what_holds_none_is_told_of()
    {
        AddSeries("t1", 1, "MPRAGE sag");
        AddSeries("phase", 5, "field", slice => slice.Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\P\\ND"));
        AddFile("sr", "1.2.840.10008.5.1.4.1.1.88.33");
        archive.AddScan("sub-001/anat/sub-001_T1w.nii.gz");
        archive.AddScan("sub-001/anat/sub-001_T1map.nii.gz");

        var images = ScanTree.Images(archive.Source);

        Assert.Equal(
            [("phase/1", true, null), ("sr", false, "ImageAmongOtherFiles"),
                ("sub-001/anat/sub-001_T1map.nii.gz", true, null), ("sub-001/anat/sub-001_T1w.nii.gz", false, null),
                ("t1/1", false, null)],
            images.Select(image => (Path.GetRelativePath(archive.Source, image.Path).Replace('\\', '/'), image.IsMap,
                image.Fault?.ErrorId)));
        Assert.Equal(2, images[4].Read(CancellationToken.None).Grid.Nz);
    }

    private void AddSeries(
        string folder, int number, string description, Func<DicomSlice, DicomSlice>? change = null, int count = 2)
    {
        for (var i = 1; i <= count; i++)
        {
            var slice = new DicomSlice(i * 2, number * 10 + i).Text(0x0020000E, "UI", $"1.2.3.4.{number}")
                .Text(0x00200011, "IS", $"{number}").Text(0x00200052, "UI", Frame)
                .Text(0x00181030, "LO", description).Text(0x0008103E, "LO", description);
            (change?.Invoke(slice) ?? slice).WriteTo(archive.In($"{folder}/{i}"));
        }
    }

    private void AddFile(string path, string sopClass) =>
        new DicomSlice(0, 1).Text(0x00080016, "UI", sopClass).WriteTo(archive.In(path));

    private ArchiveOptions Options() => new()
    {
        Source = archive.Source, Destination = archive.Destination, Dicom = new(Overwrite: true, Key: "key"),
    };

    private ArchivePlan Plan(Func<ArchiveOptions, ArchiveOptions>? change = null) =>
        ArchivePlanner.Plan(change?.Invoke(Options()) ?? Options());

    private ArchiveSummary Run(Func<ArchiveOptions, ArchiveOptions>? change = null) =>
        ArchiveRun.Run(Plan(change), new HalfProtector(), heard);

    private static DicomDataset Dataset(string path) => DicomFile.Read(path, CancellationToken.None).Dataset;

    private static byte[] Pixels(DicomDataset dataset) =>
        dataset.Find(DicomTag.Of(DicomTags.PixelData))!.Value.ToArray();
}
