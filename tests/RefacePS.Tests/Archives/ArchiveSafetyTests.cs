using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Files;
using RefacePS.Tests.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>Nothing but files of the source is read, and nothing but files of the destination is written or
/// deleted.</summary>
public sealed partial class ArchiveSafetyTests : IDisposable
{
    private const string Head = "sub-001/ses-1/anat/sub-001_ses-1_T1w.nii.gz";

    private readonly SyntheticArchive archive = new();
    private readonly TemporaryFolder outside = new();
    private readonly HeardObserver heard = new();

    public void Dispose()
    {
        archive.Dispose();
        outside.Dispose();
    }

    [LinuxFact]
    public void Pipes_and_devices_are_named_and_never_opened()
    {
        archive.WithSubjects(1);
        Assert.Equal(0, MakePipe(archive.In("notes.txt"), 0x1a4));
        Assert.Equal(0, MakePipe(archive.In("sub-001/ses-1/anat/sub-001_ses-1_PDw.nii.gz"), 0x1a4));
        Assert.Equal(0, MakePipe(archive.In("sub-001/ses-1/anat/sub-001_ses-1_T1w.json.pipe"), 0x1a4));
        File.CreateSymbolicLink(archive.In("zero.txt"), "/dev/zero");

        var summary = Run();

        Assert.Equal((4, 4), (summary.Protected, summary.Withheld));
        Assert.Equal(
            ["LinkLeadsOut", "NotRegularFile", "NotRegularFile", "NotRegularFile"],
            heard.Held.Select(scan => scan.ErrorId).Order(StringComparer.Ordinal));
        Assert.Equal(
            "NotRegularFile", Fault(() => NiftiReader.Read(archive.In("sub-001/ses-1/anat/sub-001_ses-1_PDw.nii.gz"))));
    }

    [LinuxFact]
    public void A_name_that_is_no_UTF_8_is_withheld_by_itself()
    {
        archive.WithSubjects(1);
        archive.AddScan("lost/head.nii");
        archive.AddScan("head.nii");
        File.Move(archive.In("head.nii"), archive.In("head"));
        using var folder = new ByteName(archive.In("lost"));
        using var scan = new ByteName(archive.In("head"), ".nii");

        var summary = Run();

        Assert.Equal((4, 2), (summary.Protected, summary.Withheld));
        Assert.Equal(["head\uFFFD.nii", "lost\uFFFD"], heard.Held.Select(held => held.Path)
            .Order(StringComparer.Ordinal));
        Assert.All(heard.Held, held => Assert.Equal("NameNotReadable", held.ErrorId));
        var found = ScanTree.Images(archive.Source).Where(image => image.Fault is not null).ToList();
        Assert.Equal(2, found.Count);
        Assert.All(found, image => Assert.Contains("Rename it", image.Fault!.Message, StringComparison.Ordinal));
    }

    [LinuxFact]
    public void A_scan_whose_sidecar_is_a_pipe_is_withheld()
    {
        archive.AddScan("head.nii");
        Assert.Equal(0, MakePipe(archive.In("head.json"), 0x1a4));

        Assert.Equal((0, 2), Run() is var summary ? (summary.Protected, summary.Withheld) : default);
    }

    [LinuxFact]
    public void Links_that_lead_out_are_named_and_not_followed()
    {
        archive.WithSubjects(1);
        Directory.CreateDirectory(outside.File("more"));
        File.WriteAllText(outside.File("secret.txt"), "secret");
        File.WriteAllText(outside.File("more/secret.txt"), "secret");
        File.Copy(archive.In(Head), outside.File("head.nii.gz"));
        File.CreateSymbolicLink(archive.In("secret.txt"), outside.File("secret.txt"));
        File.CreateSymbolicLink(archive.In("head.nii.gz"), outside.File("head.nii.gz"));
        Directory.CreateSymbolicLink(archive.In("more"), outside.File("more"));
        File.CreateSymbolicLink(archive.In("inside.tsv"), archive.In("participants.tsv"));

        var summary = Run();

        Assert.Equal(["head.nii.gz", "more", "secret.txt"], heard.Held.Select(scan => scan.Path)
            .Order(StringComparer.Ordinal));
        Assert.All(heard.Held, scan => Assert.Equal("LinkLeadsOut", scan.ErrorId));
        Assert.False(summary.IsComplete);
        Assert.True(File.Exists(archive.Out("inside.tsv")));
        Assert.False(Path.Exists(archive.Out("secret.txt")) || Path.Exists(archive.Out("more"))
            || Path.Exists(archive.Out("head.nii.gz")));
    }

    [LinuxFact]
    public void A_destination_whose_folder_is_one_of_the_source_is_refused()
    {
        archive.WithSubjects(2);
        Run();
        Directory.Delete(archive.Out("sub-001"), recursive: true);
        Directory.CreateSymbolicLink(archive.Out("sub-001"), archive.In("sub-001"));

        AssertRefused(ArchiveFault.DestinationLeadsOut);
    }

    [LinuxFact]
    public void A_destination_whose_folder_lies_elsewhere_is_refused()
    {
        archive.WithSubjects(2);
        Run();
        Directory.Move(archive.Out("sub-001"), outside.File("sub-001"));
        Directory.CreateSymbolicLink(archive.Out("sub-001"), outside.File("sub-001"));
        var there = SyntheticArchive.Hashes(outside.Path);

        AssertRefused(ArchiveFault.DestinationLeadsOut);

        Assert.Equal(there, SyntheticArchive.Hashes(outside.Path));
    }

    [BindMountFact]
    public void A_destination_in_which_a_folder_of_the_source_is_mounted_is_refused()
    {
        archive.WithSubjects(2);
        Run();
        Directory.Delete(archive.Out("sub-001"), recursive: true);
        Directory.CreateDirectory(archive.Out("sub-001"));
        using var mount = BindMount.TryMount(archive.In("sub-001"), archive.Out("sub-001"));

        AssertRefused(ArchiveFault.ArchivesOverlap);
    }

    [BindMountFact]
    public void A_destination_that_is_the_source_by_a_mount_is_refused()
    {
        archive.WithSubjects(1);
        Directory.CreateDirectory(outside.File("twin"));
        using var mount = BindMount.TryMount(archive.Source, outside.File("twin"));

        Assert.Equal(
            "ArchivesOverlap", Fault(() => Run(options => options with { Destination = outside.File("twin") })));
        Assert.Equal(
            "ArchivesOverlap", Fault(() => Run(options => options with { Destination = outside.File("twin/new") })));
        Assert.False(Directory.Exists(archive.In(".refaceps")) || Directory.Exists(archive.In("new")));
    }

    [LinuxFact]
    public void A_file_of_the_destination_that_is_one_of_the_source_is_refused()
    {
        archive.WithSubjects(2);
        Run();
        File.Delete(archive.Out(Head));
        Assert.Equal(0, Link(archive.In(Head), archive.Out(Head)));

        AssertRefused(ArchiveFault.ArchivesOverlap);
    }

    [Fact]
    public void A_ledger_with_a_path_that_climbs_out_deletes_nothing()
    {
        archive.WithSubjects(1);
        Run();
        File.WriteAllText(outside.File("precious.txt"), "precious");
        var climbing = Path.GetRelativePath(archive.Destination, outside.File("precious.txt")).Replace('\\', '/');
        foreach (var path in new[] { climbing, outside.File("precious.txt"), "a/../../b", "./a", "" })
        {
            using (var ledger = Ledger.Open(archive.Destination))
            {
                var row = ledger.Read().Single(entry => entry.Scan.Path == Head);
                ledger.Put(row with
                    { Scan = row.Scan with { Parameters = "other" }, Outputs = [new(path, 1, 1, "aa")] });
            }

            Assert.Equal("LedgerUnusable", Fault(() => Run()));
            Assert.Equal("LedgerUnusable", Fault(() => ArchiveLedger.Read(archive.Destination)));
            using var mend = Ledger.Open(archive.Destination);
            mend.Put(LedgerEntry.Of(
                new() { Path = Head, Role = ArchiveRole.Head, Treatment = Treatment.Deface, Inputs = [] },
                ArchiveScanStatus.Failed));
        }

        Assert.Equal("precious", File.ReadAllText(outside.File("precious.txt")));
    }

    [Fact]
    public void Shards_and_shares_with_a_path_that_climbs_out_are_refused()
    {
        var item = new ArchiveItem { Path = "a", Role = ArchiveRole.Head, Treatment = Treatment.Deface, Inputs = ["a"],
            Outputs = ["../a"] };
        var plan = new ArchivePlan(new() { Source = archive.Source, Destination = archive.Destination }, [[item]], []);
        TaskManifest.Divide(RunContexts.Of(plan), plan, [item], 0).Single().Write(outside.File("share"));
        var row = LedgerEntry.Of(item, ArchiveScanStatus.Done) with { Outputs = [new("../a", 1, 1, "aa")] };
        File.WriteAllText(outside.File("shard"), JsonSerializer.Serialize(row) + "\n");

        Assert.Equal("ManifestNotFound", Fault(() => TaskManifest.Read(outside.File("share"))));
        Assert.Equal("LedgerUnusable", Fault(() => new ShardReader().ReadNew([outside.File("shard")])));
    }

    [LinuxFact]
    public void A_task_looks_at_source_and_destination_as_its_own_node_has_them()
    {
        archive.WithSubjects(1);
        Run();
        var plan = ArchivePlanner.Plan(new() { Source = archive.Source, Destination = archive.Destination });
        var job = JobFolder.Create(
            archive.Destination, TaskManifest.Divide(RunContexts.Of(plan), plan, [.. plan.Scans], 0));
        File.Delete(archive.Out(Head));
        Assert.Equal(0, Link(archive.In(Head), archive.Out(Head)));
        var protector = new HalfProtector();

        Assert.Equal(
            "ArchivesOverlap", Fault(() => SlurmTask.Work(job, 0, protector, heard, CancellationToken.None)));

        Assert.Empty(protector.Treated);
    }

    [Fact]
    public void What_was_a_scans_name_and_is_one_of_another_task_now_stays()
    {
        archive.AddScan("a.nii");
        archive.AddScan("b.nii");
        Run();
        var plan = ArchivePlanner.Plan(new() { Source = archive.Source, Destination = archive.Destination });
        var stamp = new FileStamp("a.nii", 1, 1, "aa");
        var known = LedgerEntry.Of(plan.Scans.Single(item => item.Path == "b.nii"), ArchiveScanStatus.Running) with
            { Outputs = [stamp, stamp with { Path = "old.nii" }] };
        File.WriteAllText(archive.Out("old.nii"), "old");
        var manifests = TaskManifest.Divide(RunContexts.Of(plan, [known]), plan, [.. plan.Scans], sessionsPerTask: 1);
        var task = manifests.ToList().FindIndex(manifest => manifest.Items().Single().Path == "b.nii");

        SlurmTask.Work(
            JobFolder.Create(archive.Destination, manifests), task, new HalfProtector(), heard, CancellationToken.None);

        Assert.Equal((2, true, true, false), (manifests.Count, File.Exists(archive.Out("a.nii")),
            File.Exists(archive.Out("b.nii")), File.Exists(archive.Out("old.nii"))));
    }

    [Fact]
    public void An_old_result_goes_once_the_new_one_is_whole()
    {
        archive.WithSubjects(1);
        Run();
        var old = File.ReadAllBytes(archive.Out(Head));
        var looking = new LookingProtector(() => File.Exists(archive.Out(Head)) && File.ReadAllBytes(archive.Out(Head))
            .SequenceEqual(old));

        var summary = Run(protector: looking);

        Assert.Equal(4, summary.Protected);
        Assert.True(looking.Saw);
    }

    [Fact]
    public void What_was_one_scans_name_and_is_anothers_now_stays()
    {
        archive.AddScan("b.nii");
        Run();
        using (var ledger = Ledger.Open(archive.Destination))
        {
            var row = ledger.Read().Single();
            ledger.Put(row with { Outputs = [.. row.Outputs, row.Outputs[0] with { Path = "a.nii" }],
                Scan = row.Scan with { Parameters = "other" } });
        }

        archive.AddScan("a.nii");
        Run();

        Assert.True(File.Exists(archive.Out("a.nii")) && File.Exists(archive.Out("b.nii")));
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_one_where_the_destination_says_so()
    {
        ArchiveItem Item(string path) =>
            new() { Path = path, Role = ArchiveRole.Head, Treatment = Treatment.Deface, Inputs = [path],
                Outputs = [path] };
        var plan = new ArchivePlan(new() { Source = archive.Source, Destination = archive.Destination },
            [[Item("a.nii")], [Item("A.nii")]], []);

        Assert.All(OutputClaims.Settle(plan, StringComparer.Ordinal).Scans, item => Assert.Null(item.Fault));
        Assert.Equal(
            [null, ArchiveFault.DestinationUsedTwice],
            OutputClaims.Settle(plan, StringComparer.OrdinalIgnoreCase).Scans.Select(item => item.Fault?.Fault));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void What_few_may_read_does_not_become_what_all_may()
    {
        archive.WithSubjects(1);
        File.SetUnixFileMode(archive.In(Head), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(archive.In("participants.tsv"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Run();

        foreach (var path in new[]
            { Head, Head.Replace(".nii.gz", ".json", StringComparison.Ordinal), "participants.tsv" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(archive.Out(path)));
        }
    }

    [Fact]
    public void An_owner_from_the_future_does_not_keep_a_destination()
    {
        archive.WithSubjects(1);
        Run();
        var owner = archive.Out(".refaceps/owner.json");
        File.WriteAllText(owner, """{ "Machine": "elsewhere", "Process": 7, "Since": "2199-01-01T00:00:00+00:00" }""");
        File.SetLastWriteTimeUtc(owner, DateTime.UtcNow.AddYears(3));

        Assert.Equal(4, Run().Unchanged);
    }

    [Fact]
    public void Files_that_nobody_put_there_and_files_that_are_gone_are_told_of()
    {
        archive.WithSubjects(1);
        archive.AddFile("notes.txt");
        Run();
        File.Delete(archive.In("notes.txt"));
        File.Copy(archive.In(Head), archive.Out("mine.nii.gz"));

        var summary = Run();

        Assert.Equal((1, "mine.nii.gz"), (summary.FilesLeft, Assert.Single(summary.ForeignFiles)));
        Assert.True(File.Exists(archive.Out("notes.txt")) && File.Exists(archive.Out("mine.nii.gz")));
    }

    [LinuxFact]
    public void Files_are_named_once_though_a_link_leads_to_them_again()
    {
        archive.WithSubjects(1);
        Run();
        File.WriteAllText(archive.Out("mine.txt"), "mine");
        Directory.CreateSymbolicLink(archive.Out("again"), archive.Destination);

        Assert.Equal("mine.txt", Assert.Single(Run().ForeignFiles));
    }

    [Fact]
    public void A_derivative_that_becomes_a_twin_is_not_described_as_one_any_more()
    {
        archive.WithSubjects(1);
        File.Delete(archive.In("dataset_description.json"));
        Run(options => options with { Layout = ArchiveLayout.Derivative });
        Assert.True(File.Exists(archive.Out("dataset_description.json")));

        Assert.Empty(Run().ForeignFiles);
        Assert.False(File.Exists(archive.Out("dataset_description.json")));
    }

    [Fact]
    public void Published_held_back_and_withheld_are_told_apart()
    {
        archive.WithSubjects(1);
        archive.AddScan("doubt.nii");
        archive.AddFile("orig.mnc");
        archive.AddFile("page.html", "<html></html>");

        var summary = Run();

        Assert.Equal((4, 1, 1, 1), (summary.Published, summary.Doubtful, summary.Withheld, summary.FilesWithheld));
        Assert.Equal((true, false), (summary.Succeeded, summary.IsComplete));
        Assert.Equal("ContentNotKnown", ArchiveLedger.Read(archive.Destination).Single(scan => scan.Path == "page.html")
            .ErrorId);
        Assert.False(File.Exists(archive.Out("page.html")));
    }

    [Fact]
    public void Whoever_insists_gets_all_files_and_loses_them_again_with_the_next_run()
    {
        archive.AddFile("orig.mnc", [0, 1, 2, 3]);
        archive.AddFile("page.html", "<html></html>");

        var all = Run(options => options with { OtherFiles = OtherFilePolicy.All });
        Assert.Equal((2, 0, 0), (all.FilesCopied, all.Withheld, all.FilesWithheld));
        Assert.True(File.Exists(archive.Out("orig.mnc")) && File.Exists(archive.Out("page.html")));

        Run();
        Assert.False(File.Exists(archive.Out("orig.mnc")) || File.Exists(archive.Out("page.html")));
    }

    [Fact]
    public void Labels_without_a_name_that_says_so_are_withheld()
    {
        var sample = new NiftiSample { DataType = 2, BytesPerVoxel = 1, Dimensions = [3, 8, 8, 8, 1, 1, 1, 1] };
        NiftiSample.WriteFile(
            archive.In("T1_seg.nii"),
            [.. sample.Header(isSingle: true), .. Enumerable.Range(0, 512).Select(voxel => (byte)(voxel / 128))]);
        var protector = new HalfProtector();

        var summary = Run(protector: protector);

        Assert.Equal((0, 1, 0), (summary.Protected, summary.Withheld, summary.Failed));
        Assert.Equal("NoHeadInSession", Assert.Single(heard.Held).ErrorId);
        Assert.Empty(protector.Treated);
    }

    private ArchiveSummary Run(Func<ArchiveOptions, ArchiveOptions>? change = null, IScanProtector? protector = null)
    {
        var options = new ArchiveOptions { Source = archive.Source, Destination = archive.Destination };
        return ArchiveRun.Run(ArchivePlanner.Plan(change?.Invoke(options) ?? options), protector
            ?? new HalfProtector(), heard);
    }

    /// <summary>A run that would have to do everything again does nothing at all.</summary>
    private void AssertRefused(ArchiveFault fault)
    {
        var source = SyntheticArchive.Hashes(archive.Source);
        var other = Directory.GetFiles(archive.Out("sub-002"), "*", SearchOption.AllDirectories).Length;

        Assert.Equal(fault.ToString(), Fault(() => Run(protector: new HalfProtector(model: "half 2.0.0"))));

        Assert.Equal(source, SyntheticArchive.Hashes(archive.Source));
        Assert.Equal(other, Directory.GetFiles(archive.Out("sub-002"), "*", SearchOption.AllDirectories).Length);
    }

    private static string Fault(Action work) => Assert.ThrowsAny<RefacePSException>(work).ErrorId;

    [LibraryImport("libc.so.6", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc.so.6", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    /// <summary>Looks at something before it treats a head.</summary>
    private sealed class LookingProtector(Func<bool> look) : IScanProtector
    {
        private readonly Func<bool> look = look;
        private readonly HalfProtector inner = new();

        public bool Saw { get; private set; }

        public string Parameters(Treatment treatment) => $"looking; {treatment}";

        public ISessionProtector Open() => new Session(this, inner.Open());

        private sealed class Session(LookingProtector owner, ISessionProtector inner) : ISessionProtector
        {
            public Volume ProtectHead(Volume head, Treatment treatment, CancellationToken cancel)
            {
                owner.Saw = owner.look();
                return inner.ProtectHead(head, treatment, cancel);
            }

            public void Locate(Volume head, CancellationToken cancel) => inner.Locate(head, cancel);

            public Volume ProtectCompanion(Volume companion, Treatment treatment, CancellationToken cancel) =>
                inner.ProtectCompanion(companion, treatment, cancel);

            public void Dispose() => inner.Dispose();
        }
    }
}
