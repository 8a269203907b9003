using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Files;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

public sealed class ArchiveRunTests : IDisposable
{
    private const string Head = "sub-001/ses-1/anat/sub-001_ses-1_T1w.nii.gz";

    private readonly SyntheticArchive archive = new();
    private readonly HeardObserver heard = new();

    public void Dispose() => archive.Dispose();

    [Fact]
    public void An_archive_with_every_oddity_is_protected()
    {
        var bad = archive.WithSubjects(50).AddOddities();
        var before = SyntheticArchive.Hashes(archive.Source);

        var summary = Run(options => options with { Workers = 3, ReviewPath = null });

        Assert.Equal(before, SyntheticArchive.Hashes(archive.Source));
        SyntheticArchive.AssertNoFaces(archive.Destination);
        var scans = 200 + 4 + bad.Length + (OperatingSystem.IsWindows() ? 0 : 1);
        Assert.Equal((scans + 3, scans - bad.Length, bad.Length, 3, 0),
            (summary.Scans, summary.Protected, summary.Failed, summary.Withheld, summary.FilesFailed));
        Assert.False(summary.Succeeded);
        Assert.Equal(bad, heard.Failures.Keys.Select(path => Path.GetRelativePath(archive.Source, path))
            .Order(StringComparer.Ordinal));
        Assert.All(bad, path => Assert.False(File.Exists(archive.Out(path))));
        Assert.Equal(["dicom/IM0001", "minc/orig.mnc", "upload.zip"], heard.Held.Select(scan => scan.Path)
            .Order(StringComparer.Ordinal));
        Assert.Equal(scans, heard.Progress.Last().ScansDone);
        Assert.Equal(1, heard.Progress.Last().Fraction, 6);
    }

    [Fact]
    public void What_is_written_is_the_scan_without_its_face_its_sidecar_marked_and_the_rest_as_it_was()
    {
        archive.WithSubjects(1);

        Run();

        var (before, after) = (NiftiReader.Read(archive.In(Head)), NiftiReader.Read(archive.Out(Head)));
        for (var voxel = 0; voxel < before.Voxels.Length; voxel++)
        {
            Assert.Equal(voxel / 8 % 8 >= 4 ? 0 : before.Voxels.Span[voxel], after.Voxels.Span[voxel]);
        }

        Assert.DoesNotContain("patient 7", Encoding.ASCII.GetString(NiftiSample.Content(archive.Out(Head))),
            StringComparison.Ordinal);
        using var sidecar = JsonDocument.Parse(
            File.ReadAllText(archive.Out(Head.Replace(".nii.gz", ".json", StringComparison.Ordinal))));
        Assert.Equal(0.003, sidecar.RootElement.GetProperty("EchoTime").GetDouble());
        Assert.False(sidecar.RootElement.TryGetProperty("PatientName", out _));
        Assert.True(sidecar.RootElement.TryGetProperty("DeidentificationMethod", out _));
        Assert.Equal(
            File.ReadAllBytes(archive.In("participants.tsv")), File.ReadAllBytes(archive.Out("participants.tsv")));
    }

    [Fact]
    public void The_ledger_tells_what_was_done_to_each_scan()
    {
        archive.WithSubjects(1);
        archive.AddScan("sub-nohead/anat/sub-nohead_T1w.nii.gz");

        Run();

        var scans = ArchiveLedger.Read(archive.Destination).ToDictionary(scan => scan.Path);
        Assert.Equal(5, scans.Count);
        var head = scans[Head];
        Assert.Equal((ArchiveScanStatus.Done, DefaceStatus.Good, "half 1.0.0", "001", "1"),
            (head.Status, head.Quality, head.Model, head.Subject, head.Session));
        Assert.Equal(SyntheticArchive.Hashes(archive.Source)[Head], head.InputHash);
        Assert.Equal(SyntheticArchive.Hashes(archive.Destination)[Head], head.OutputHash);
        var failed = scans["sub-nohead/anat/sub-nohead_T1w.nii.gz"];
        Assert.Equal((ArchiveScanStatus.Failed, "HeadNotFound", null), (failed.Status, failed.ErrorId, failed.Output));
    }

    [Fact]
    public void A_second_run_has_nothing_to_do()
    {
        archive.WithSubjects(2);
        Run();
        var written = SyntheticArchive.Hashes(archive.Destination);

        var protector = new HalfProtector();
        var summary = Run(protector: protector);

        Assert.Empty(protector.Treated);
        Assert.Equal((0, 8, 0), (summary.Protected, summary.Unchanged, summary.FilesCopied));
        Assert.Null(summary.ScansPerHour);
        Assert.Equal(written, SyntheticArchive.Hashes(archive.Destination));
    }

    /// <summary>A scan that fails at once, and one that is withheld, are looked at by every run.</summary>
    [Fact]
    public void A_run_that_treats_no_scan_has_no_rate()
    {
        archive.AddScan("sub-1/anat/sub-1_T1w.nii.gz");
        archive.AddScan("sub-nohead/anat/sub-nohead_T1w.nii.gz");
        Assert.True(Run().ScansPerHour > 0);
        var again = Run();
        Assert.Equal((1, 1), (again.Unchanged, again.Failed));
        Assert.Null(again.ScansPerHour);
    }

    [Fact]
    public void What_is_missing_changed_or_failed_is_done_again()
    {
        archive.WithSubjects(5);
        archive.AddScan("sub-bad/anat/sub-bad_T1w.nii.gz");
        var good = File.ReadAllBytes(archive.In("sub-bad/anat/sub-bad_T1w.nii.gz"));
        File.WriteAllBytes(archive.In("sub-bad/anat/sub-bad_T1w.nii.gz"), [1]);
        Run();

        File.WriteAllBytes(archive.In("sub-bad/anat/sub-bad_T1w.nii.gz"), good);
        File.Delete(archive.Out(Head));
        File.Delete(archive.Out("participants.tsv"));
        File.AppendAllText(archive.Out("sub-002/ses-1/anat/sub-002_ses-1_T2w.nii"), "tampered");
        archive.AddScan("sub-003/ses-1/anat/sub-003_ses-1_T1w.nii.gz", sidecar: "{}");
        archive.AddScan("sub-004/ses-1/anat/sub-004_ses-1_T2w.nii", sidecar: "{}");
        File.SetLastWriteTimeUtc(archive.In("sub-005/ses-1/anat/sub-005_ses-1_T1w.nii.gz"),
            DateTime.UtcNow.AddDays(-1));
        archive.AddScan("sub-006/anat/sub-006_T1w.nii.gz");
        var protector = new HalfProtector();
        var summary = Run(protector: protector);

        Assert.Equal(
            [
                "sub-001_ses-1_T1w.nii.gz", "sub-002_ses-1_T2w.nii", "sub-003_ses-1_T1w.nii.gz",
                "sub-004_ses-1_T2w.nii", "sub-006_T1w.nii.gz", "sub-bad_T1w.nii.gz",
            ],
            protector.Treated.Order(StringComparer.Ordinal));
        Assert.Equal((6, 0, 1), (summary.Protected, summary.Failed, summary.FilesCopied));
    }

    [Fact]
    public void What_a_head_says_of_its_companions_is_asked_again_when_it_is_another_head()
    {
        archive.WithSubjects(2);
        Run();
        var other = new NiftiSample { DataType = 2, BytesPerVoxel = 1, Dimensions = [3, 8, 8, 8, 1, 1, 1, 1],
            Voxels = [.. Enumerable.Repeat((byte)7, 512)] };
        NiftiSample.WriteFile(archive.In(Head), [.. other.Header(isSingle: true), .. other.Voxels]);

        var protector = new HalfProtector();
        var summary = Run(protector: protector);

        Assert.Equal((4, 4), (summary.Protected, summary.Unchanged));
        Assert.All(protector.Treated, name => Assert.StartsWith("sub-001", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Other_parameters_do_scans_again_and_leave_nothing_of_the_old()
    {
        archive.WithSubjects(1);
        Run(options => options with { Layout = ArchiveLayout.Derivative });
        Assert.True(File.Exists(archive.Out("sub-001/ses-1/anat/sub-001_ses-1_desc-refaced_T1w.nii.gz")));

        Run(options => options with { Layout = ArchiveLayout.Derivative, Method = ArchiveMethod.Deface });
        var protector = new HalfProtector(model: "half 2.0.0");
        Run(options => options with { Layout = ArchiveLayout.Derivative, Method = ArchiveMethod.Deface }, protector);

        Assert.Empty(protector.Treated);
        Assert.Equal(
            ["sub-001_ses-1_desc-defaced_T1w.json", "sub-001_ses-1_desc-defaced_T1w.nii.gz"],
            Directory.GetFiles(archive.Out("sub-001/ses-1/anat"), "*T1w*").Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
        using var description = JsonDocument.Parse(File.ReadAllText(archive.Out("dataset_description.json")));
        Assert.Equal("derivative", description.RootElement.GetProperty("DatasetType").GetString());
    }

    [Fact]
    public void A_scan_that_fails_where_it_did_not_before_leaves_nothing()
    {
        archive.WithSubjects(1);
        Run();

        File.WriteAllBytes(archive.In(Head), [1, 2, 3]);
        var summary = Run();

        // Its three companions fail with it: here they cannot stand for themselves.
        Assert.Equal(4, summary.Failed);
        Assert.Empty(Directory.GetFiles(archive.Out("sub-001"), "*.nii*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Doubtful_scans_are_held_back_until_they_are_accepted()
    {
        archive.AddScan("sub-doubt1/anat/sub-doubt1_T1w.nii.gz");
        archive.AddScan("sub-doubt2/anat/sub-doubt2_T1w.nii.gz");

        var first = Run(options => options with { ReviewPath = archive.Review });
        Assert.Equal((0, 2, 0, true), (first.Protected, first.Doubtful, first.Failed, first.Succeeded));
        Assert.False(Directory.Exists(archive.Out("sub-doubt1")));
        var protector = new HalfProtector();
        Assert.Equal(2, Run(protector: protector).Doubtful);
        Assert.Empty(protector.Treated);

        var accepted =
            Run(options => options with { Accepts = path => path.StartsWith("sub-doubt1/", StringComparison.Ordinal) });

        Assert.Equal((1, 1), (accepted.Protected, accepted.Doubtful));
        Assert.True(File.Exists(archive.Out("sub-doubt1/anat/sub-doubt1_T1w.nii.gz")));
        Assert.False(Directory.Exists(archive.Out("sub-doubt2")));
        Assert.Equal(1, Run().Doubtful);
        Assert.True(File.Exists(archive.Out("sub-doubt1/anat/sub-doubt1_T1w.nii.gz")));
    }

    [Fact]
    public void The_contact_sheet_shows_doubtful_results_first()
    {
        archive.WithSubjects(1);
        archive.AddScan("doubt&.nii.gz");

        var summary = Run(options => options with { ReviewPath = archive.Review });

        var page = File.ReadAllText(summary.ReviewSheet!);
        string[] names = ["doubt&amp;.nii.gz<br>", "sub-001_ses-1_T1w.nii.gz<", "sub-001_ses-1_T2w.nii<",
            "bold.nii.gz<", "dseg.nii.gz<"];
        Assert.All(names, name => Assert.Contains(name, page, StringComparison.Ordinal));
        Assert.Equal(names[0], names.MinBy(name => page.IndexOf(name, StringComparison.Ordinal)));
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(page, "src=\"([^\"]*)\"").Select(match => match.Groups[1].Value),
            picture => Assert.True(File.Exists(Path.Combine(archive.Review, picture))));
    }

    [Fact]
    public void A_folder_that_holds_other_things_is_no_destination()
    {
        archive.WithSubjects(1);
        Directory.CreateDirectory(archive.Destination);
        File.WriteAllText(archive.Out("mine.txt"), "mine");

        Assert.Equal(ArchiveFault.DestinationNotEmpty, Assert.Throws<ArchiveException>(() => Run()).Fault);
        Assert.Equal("mine.txt", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(archive.Destination))));
    }

    [Fact]
    public void Two_runs_on_one_destination_at_once_are_not_possible()
    {
        archive.WithSubjects(1);
        Run();
        using var other = ArchiveLock.Take(archive.Destination);

        var fault = Assert.Throws<ArchiveException>(() => Run());

        Assert.Equal(ArchiveFault.ArchiveInUse, fault.Fault);
        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", fault.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(60, false)]
    public void An_owner_on_another_machine_is_believed_while_it_shows_signs_of_life(int minutes, bool isAlive)
    {
        archive.WithSubjects(1);
        Run();
        var owner = archive.Out(".refaceps/owner.json");
        File.WriteAllText(owner, """{ "Machine": "elsewhere", "Process": 7, "Since": "2026-01-01T00:00:00+00:00" }""");
        File.SetLastWriteTimeUtc(owner, DateTime.UtcNow.AddMinutes(-minutes));

        Assert.Equal(isAlive, Record.Exception(() => Run()) is ArchiveException { Fault: ArchiveFault.ArchiveInUse });
    }

    [Fact]
    public async Task The_ledger_is_read_while_a_run_goes_on()
    {
        archive.WithSubjects(10);
        IReadOnlyList<ArchiveScan>? seen = null;
        var observer = new HeardObserver();
        var plan = ArchivePlanner.Plan(Options());

        var run = Task.Run(() => ArchiveRun.Run(plan, new HalfProtector(pause: 20), observer));
        while (!run.IsCompleted && seen is null)
        {
            seen = observer.Progress.IsEmpty ? null : ArchiveLedger.Read(archive.Destination);
        }

        await run;
        Assert.Equal(40, seen!.Count);
        Assert.Contains(seen, scan => scan.Status == ArchiveScanStatus.Done);
        Assert.Contains(seen, scan => scan.Status == ArchiveScanStatus.Pending);
    }

    [Fact]
    public void A_run_that_is_stopped_is_finished_by_the_next()
    {
        archive.WithSubjects(10);
        using var stop = new CancellationTokenSource();
        var observer = new StoppingObserver(stop, after: 5);

        Assert.ThrowsAny<OperationCanceledException>(
            () => ArchiveRun.Run(ArchivePlanner.Plan(Options()), new HalfProtector(pause: 5), observer, stop.Token));
        var summary = Run();

        Assert.InRange(summary.Unchanged, 4, 39);
        Assert.Equal(40, summary.Unchanged + summary.Protected);
    }

    [Fact]
    public void A_file_that_another_program_holds_fails_and_is_done_later()
    {
        archive.WithSubjects(1);
        using (new FileStream(archive.In(Head), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        using (new FileStream(archive.In("participants.tsv"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var summary = Run();
            Assert.Equal((0, 4, 1), (summary.Protected, summary.Failed, summary.FilesFailed));
            Assert.Equal("ReadFailed", ((RefacePSException)heard.Failures[archive.In(Head)]).ErrorId);
        }

        var later = Run();
        Assert.Equal(
            (4, 0, 0, 0, 1), (later.Protected, later.Unchanged, later.Failed, later.FilesFailed, later.FilesCopied));
    }

    [TinyDiskFact]
    public void A_full_disk_ends_the_run_and_once_there_is_room_the_next_finishes()
    {
        using var disk = TinyDisk.TryMount()!;
        archive.AddScan("head.nii");
        var filling = Path.Combine(disk.Path, "filling");
        var options = new ArchiveOptions { Source = archive.Source, Destination = Path.Combine(disk.Path, "out") };
        ArchiveRun.Run(ArchivePlanner.Plan(options), new HalfProtector(), heard);
        archive.AddScan("other.nii", frames: 20);
        archive.AddScan("third.nii");
        FillUp(filling, leave: 9000);

        var fault = Assert.Throws<VolumeFileException>(
            () => ArchiveRun.Run(ArchivePlanner.Plan(options), new HalfProtector(), heard));

        Assert.Equal(VolumeFileFault.DiskFull, fault.Fault);
        Assert.False(File.Exists(Path.Combine(disk.Path, "out", "other.nii")));
        Assert.True(File.Exists(Path.Combine(disk.Path, "out", "head.nii")));
        File.Delete(filling);
        Assert.Equal((2, 1), ArchiveRun.Run(ArchivePlanner.Plan(options), new HalfProtector(), heard) is var summary
            ? (summary.Protected, summary.Unchanged) : default);
    }

    [Fact]
    public void A_damaged_ledger_says_so()
    {
        archive.WithSubjects(1);
        Run();
        File.WriteAllBytes(archive.Out(".refaceps/ledger.sqlite"), [.. Enumerable.Repeat((byte)7, 8192)]);

        Assert.Equal(ArchiveFault.LedgerUnusable, Assert.Throws<ArchiveException>(() => Run()).Fault);
        Assert.Equal(ArchiveFault.LedgerUnusable,
            Assert.Throws<ArchiveException>(() => ArchiveLedger.Read(archive.Destination)).Fault);
        Assert.Equal(ArchiveFault.LedgerNotFound,
            Assert.Throws<ArchiveException>(() => ArchiveLedger.Read(archive.Source)).Fault);
    }

    [Fact]
    public void A_protector_that_did_nothing_is_not_believed()
    {
        archive.WithSubjects(1);

        var summary = Run(protector: new LazyProtector());

        Assert.Equal(4, summary.Failed);
        Assert.All(heard.Failures.Values, cause => Assert.Equal("ScanNotProtected", ((ArchiveException)cause).ErrorId));
        Assert.Empty(Directory.GetFiles(archive.Destination, "*.nii*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_source_that_went_is_told_of_and_its_result_left()
    {
        archive.WithSubjects(2);
        Run();
        Directory.Delete(archive.In("sub-002"), recursive: true);

        var summary = Run();

        Assert.Equal((4, 4, 4), (summary.Scans, summary.Unchanged, summary.SourceGone));
        Assert.True(Directory.Exists(archive.Out("sub-002")));
    }

    [Fact]
    public void A_scan_that_failed_and_was_deleted_is_forgotten()
    {
        archive.WithSubjects(1);
        archive.AddScan("sub-nohead/anat/sub-nohead_T1w.nii.gz");
        Run();
        Directory.Delete(archive.In("sub-nohead"), recursive: true);

        var summary = Run();

        Assert.Equal((0, 0), (summary.Failed, summary.SourceGone));
        Assert.All(ArchiveLedger.Read(archive.Destination), scan => Assert.NotEqual(
            ArchiveScanStatus.Failed, scan.Status));
    }

    [Fact]
    public void Files_can_be_left_out()
    {
        archive.WithSubjects(1);

        Run(options => options with { OtherFiles = OtherFilePolicy.Skip });

        Assert.Equal([Head, Head.Replace(".nii.gz", ".json", StringComparison.Ordinal)], SyntheticArchive.Hashes(
            archive.Destination).Keys.Where(path => path.Contains("T1w", StringComparison.Ordinal)).OrderDescending());
        Assert.False(File.Exists(archive.Out("participants.tsv")));
    }

    private static void FillUp(string path, int leave)
    {
        using var file = File.Create(path);
        var size = new DriveInfo(path).AvailableFreeSpace - leave;
        file.Write(new byte[size]);
    }

    private ArchiveOptions Options() => new() { Source = archive.Source, Destination = archive.Destination };

    private ArchiveSummary Run(Func<ArchiveOptions, ArchiveOptions>? change = null, IScanProtector? protector = null)
    {
        var options = change?.Invoke(Options()) ?? Options();
        return ArchiveRun.Run(ArchivePlanner.Plan(options), protector ?? new HalfProtector(), heard);
    }

    private sealed class StoppingObserver(CancellationTokenSource stop, int after) : IArchiveObserver
    {
        public void Advanced(ArchiveProgress progress)
        {
            if (progress.Done >= after)
            {
                stop.Cancel();
            }
        }

        public void Failed(string path, Exception cause)
        {
        }

        public void HeldBack(ArchiveScan scan)
        {
        }

        public void Noticed(string path, string notice)
        {
        }
    }

    private sealed class LazyProtector : IScanProtector, ISessionProtector
    {
        public string Parameters(Treatment treatment) => "none";

        public ISessionProtector Open() => this;

        public Volume ProtectHead(Volume head, Treatment treatment, CancellationToken cancel) => head;

        public void Locate(Volume head, CancellationToken cancel)
        {
        }

        public Volume ProtectCompanion(Volume companion, Treatment treatment, CancellationToken cancel) => companion;

        public void Dispose()
        {
        }
    }
}
