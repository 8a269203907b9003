using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>The tasks of an array job: what they are handed, and what they hand back.</summary>
public sealed class TaskManifestTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, 7, 1)]
    [InlineData(3, 7, 3)]
    [InlineData(0, 45, 3)]
    [InlineData(0, 30000, 1000)]
    public void Sessions_are_divided_among_tasks(int sessionsPerTask, int sessions, int tasks)
    {
        var plan = PlanOf(sessions);

        var manifests = TaskManifest.Divide(Context(plan), plan, [.. plan.Scans], sessionsPerTask);

        Assert.Equal(tasks, manifests.Count);
        Assert.Equal(plan.Scans.Select(item => item.Path), manifests.SelectMany(manifest => manifest.Items())
            .Select(item => item.Path));
        Assert.True(manifests.Max(manifest => manifest.Sessions.Count) - manifests.Min(
            manifest => manifest.Sessions.Count) <= 1);
    }

    [Fact]
    public void What_was_in_work_when_a_task_ended_comes_last()
    {
        var plan = PlanOf(4);
        var begun = LedgerEntry.Of(plan.Sessions[1][0], ArchiveScanStatus.Running);

        var manifests = TaskManifest.Divide(Context(plan, begun), plan, [.. plan.Scans], 0);

        Assert.Equal(["s0", "s2", "s3", "s1"], manifests.Single().Items().Select(item => item.Path));
        Assert.Equal(ArchiveScanStatus.Running, manifests.Single().Known.Single().Scan.Status);
    }

    [Fact]
    public void A_share_is_the_same_when_it_is_read()
    {
        var fault = new ArchiveException(ArchiveFault.DestinationUsedTwice, "/a 'b': c", "Another file: rename one.");
        var plan = PlanOf(1) with
            { Files = [Item("README") with { Role = ArchiveRole.File, Treatment = Treatment.Copy, Fault = fault }] };
        var known = new LedgerEntry(new ArchiveScan { Path = "s0", Status = ArchiveScanStatus.Done, Reasons = ["Ä"] },
            [new("s0", 1, 2, "aa")], [new("s0", 3, 4, "bb")]);
        TaskManifest.Divide(Context(plan, known), plan, [.. plan.Items], 0).Single()
            .Write(folder.File("manifest"));

        var manifest = TaskManifest.Read(folder.File("manifest"));

        Assert.Equal(["s0", "README"], manifest.Items().Select(item => item.Path));
        Assert.Equal((fault.Fault, fault.Path, fault.Message), manifest.Files[0].Fault is { } read
            ? (read.Fault, read.Path, read.Message) : default);
        Assert.Equal((known.Inputs[0], known.Outputs[0]), (manifest.Known[0].Inputs[0], manifest.Known[0].Outputs[0]));
        Assert.Equal(["Ä"], manifest.Known[0].Scan.Reasons);
        Assert.True(manifest.ToPlan().Options.Accepts("s0"));
    }

    [Fact]
    public void A_shard_is_read_as_far_as_its_lines_are_whole()
    {
        var (path, reader) = (folder.File("shard"), new ShardReader());
        using (var shard = new ShardWriter(path))
        {
            shard.Put(LedgerEntry.Of(Item("a"), ArchiveScanStatus.Running),
                LedgerEntry.Of(Item("b"), ArchiveScanStatus.Running));
            Assert.Equal(["a", "b"], reader.ReadNew([path]).Select(entry => entry.Scan.Path));
            shard.Put(LedgerEntry.Of(Item("c"), ArchiveScanStatus.Failed));
        }

        File.AppendAllText(path, """{"Scan":{"Pa""");

        Assert.Equal(["c"], reader.ReadNew([path]).Select(entry => entry.Scan.Path));
        Assert.Empty(reader.ReadNew([path, folder.File("absent")]));
    }

    [Fact]
    public void What_a_task_notices_is_told_once_when_it_is_gathered()
    {
        using var archive = new SyntheticArchive();
        archive.AddScan("jansson.nii.gz", sidecar: """{ "PatientName": "Jansson^Ida" }""");
        archive.AddFile("answers.tsv", "participant_id\tage\nsub-1\t95\n");
        var plan = ArchivePlanner.Plan(new() { Source = archive.Source, Destination = archive.Destination });
        using (var shard = new ShardWriter(folder.File("shard")))
        {
            LocalEngine.Work(
                Context(plan) with { Ledger = shard }, plan, [.. plan.Items], CancellationToken.None);
        }

        var rows = new ShardReader().ReadNew([folder.File("shard")]);
        var heard = Gathered(archive, rows, rows);

        Assert.Equal(["answers.tsv", "jansson.nii.gz"], heard.Notices.Select(notice => notice.Path)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_noticed_when_a_task_succeeds_at_last_is_told()
    {
        using var archive = new SyntheticArchive();
        var done = LedgerEntry.Of(Item("a"), ArchiveScanStatus.Done) with { Notices = ["Look at it."] };

        var heard = Gathered(archive, [LedgerEntry.Of(Item("a"), ArchiveScanStatus.Failed)], [done], [done]);

        Assert.Equal(("a", "Look at it."), Assert.Single(heard.Notices));
    }

    [Fact]
    public void A_row_of_a_version_that_noticed_nothing_is_read()
    {
        using (var shard = new ShardWriter(folder.File("shard")))
        {
            shard.Put(LedgerEntry.Of(Item("a"), ArchiveScanStatus.Done));
        }

        var line = File.ReadAllText(folder.File("shard"));
        File.WriteAllText(folder.File("old"), line.Replace("\"Notices\":[],", "", StringComparison.Ordinal));
        File.WriteAllText(
            folder.File("bad"), line.Replace("\"Notices\":[]", "\"Notices\":null", StringComparison.Ordinal));

        Assert.DoesNotContain("Notices", File.ReadAllText(folder.File("old")), StringComparison.Ordinal);
        Assert.Empty(Assert.Single(new ShardReader().ReadNew([folder.File("old")])).Notices);
        Assert.Equal(ArchiveFault.LedgerUnusable,
            Assert.Throws<ArchiveException>(() => new ShardReader().ReadNew([folder.File("bad")])).Fault);
    }

    [Fact]
    public void A_share_that_is_gone_is_told() =>
        Assert.Equal(SlurmFault.ManifestNotFound,
            Assert.Throws<SlurmException>(() => TaskManifest.Read(folder.File("absent"))).Fault);

    [Theory]
    [InlineData("7|PENDING|Priority", 7, true, false)]
    [InlineData("0|NODE_FAIL|None", 0, false, true)]
    [InlineData("0|COMPLETING|None", 0, false, false)]
    [InlineData("0|SPECIAL_EXIT|a|b", 0, false, false)]
    public void States_of_tasks_are_read(string line, int index, bool isWaiting, bool isOver)
    {
        var task = SlurmTaskState.Parse(line)!;

        Assert.Equal((index, isWaiting, isOver), (task.Index, task.IsWaiting, task.IsOver));
    }

    private static HeardObserver Gathered(SyntheticArchive archive, params IReadOnlyList<LedgerEntry>[] rows)
    {
        var heard = new HeardObserver();
        Directory.CreateDirectory(ArchiveFolder.Of(archive.Destination));
        using var ledger = Ledger.Open(archive.Destination);
        var harvest = new Harvest(ledger, new RunTally(heard), archive.Source);
        Array.ForEach(rows, harvest.Take);
        return heard;
    }

    private static ArchiveItem Item(string path) =>
        new() { Path = path, Role = ArchiveRole.Head, Treatment = Treatment.Deface, Inputs = [path] };

    private static ArchivePlan PlanOf(int sessions) => new(
        new() { Source = "/source", Destination = "/destination", Accepts = _ => true },
        [.. Enumerable.Range(0, sessions).Select(i => (ArchiveItem[])[Item($"s{i}")])], []);

    private static RunContext Context(ArchivePlan plan, params LedgerEntry[] known) => RunContexts.Of(plan, known);
}
