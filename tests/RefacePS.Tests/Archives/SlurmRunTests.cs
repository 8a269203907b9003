using System.Diagnostics;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>Archives through a real Slurm, whose tasks are processes that take half of every image for its
/// face.</summary>
public sealed class SlurmRunTests(SlurmCluster cluster) : IClassFixture<SlurmCluster>, IDisposable
{
    private readonly SyntheticArchive archive = new();

    public void Dispose() => archive.Dispose();

    [SlurmFact]
    public void Killed_tasks_and_a_lost_node_cost_only_their_scans()
    {
        archive.WithSubjects(50).WithStudies(5);
        archive.AddScan("jansson.nii.gz", sidecar: """{ "PatientName": "Jansson^Ida" }""");
        var bad = archive.AddOddities();
        var before = SyntheticArchive.Hashes(archive.Source);
        using var local = new SyntheticArchive();
        var heard = new HeardObserver();
        var expected =
            ArchiveRun.Run(ArchivePlanner.Plan(new() { Source = archive.Source, Destination = local.Destination }),
                new HalfProtector(), heard);
        var observer = new ActingObserver((10, Kill), (40, _ => cluster.LoseNode()));

        var summary = Run(observer, pause: 60, sessionsPerTask: 16);

        SyntheticArchive.AssertNoFaces(archive.Destination);
        Assert.Equal(2, observer.Acted);
        Assert.True(observer.JobNames.Count > 1, "Nothing was submitted again.");
        Assert.Equal(bad, observer.Failures.Keys.Select(path => Path.GetRelativePath(archive.Source, path))
            .Order(StringComparer.Ordinal));
        Assert.Equal((expected.Scans, expected.Protected, expected.Failed, expected.Withheld, expected.FilesCopied),
            (summary.Scans, summary.Protected, summary.Failed, summary.Withheld, summary.FilesCopied));
        Assert.Equal(before, SyntheticArchive.Hashes(archive.Source));
        Assert.Equal(SyntheticArchive.Hashes(local.Destination), SyntheticArchive.Hashes(archive.Destination));
        Assert.False(ArchiveFolder.HasJobs(archive.Destination));
        Assert.Equal(Rows(local.Destination), Rows(archive.Destination));
        Assert.Contains(observer.Notices, notice => notice.Path == "jansson.nii.gz");
        Assert.Equal(heard.Notices.Order(), observer.Notices.Order());

        var again = Run(new HeardObserver());
        Assert.Equal((0, expected.Protected, expected.Failed), (again.Protected, again.Unchanged, again.Failed));
    }

    [SlurmFact]
    public void Stopping_cancels_the_job_and_keeps_what_was_done()
    {
        archive.WithSubjects(6);
        using var stop = new CancellationTokenSource();
        var observer = new ActingObserver((2, _ => stop.Cancel()));

        Assert.ThrowsAny<OperationCanceledException>(() => Run(observer, pause: 200, cancel: stop.Token));

        Assert.Empty(cluster.Run("squeue", "--noheader").Trim());
        Assert.False(ArchiveFolder.HasJobs(archive.Destination));
        SyntheticArchive.AssertNoFaces(archive.Destination);
        var rest = ArchiveRun.Run(Plan(), new HalfProtector(), new HeardObserver());
        Assert.True(rest is { Unchanged: > 0, Protected: > 0, Failed: 0 } && rest.Unchanged + rest.Protected == 24,
            rest.ToString());
    }

    [SlurmFact]
    public void A_run_whose_follower_was_killed_is_followed_by_the_next()
    {
        archive.WithSubjects(6);
        cluster.Start();
        using (var follower =
            Process.Start(
                new ProcessStartInfo(
                    "dotnet", [ArchiveKillTests.Host, archive.Source, archive.Destination,
                        BuiltLibraries.Path, "slurm"])
        {
            RedirectStandardOutput = true,
        })!)
        {
            Assert.Equal("ready", follower.StandardOutput.ReadLine());
            Assert.NotNull(follower.StandardOutput.ReadLine());
            follower.Kill();
            follower.WaitForExit();
        }

        var inUse = Assert.Throws<ArchiveException>(
            () => ArchiveRun.Run(Plan(), new HalfProtector(), new HeardObserver()));
        var observer = new ActingObserver();
        var summary = Run(observer);

        Assert.Equal(ArchiveFault.ArchiveInUse, inUse.Fault);
        Assert.Single(observer.JobNames);
        Assert.Equal((24, 0, 0), (summary.Unchanged, summary.Protected, summary.Failed));
        SyntheticArchive.AssertNoFaces(archive.Destination);
    }

    [SlurmFact]
    public void What_Slurm_refuses_is_told_in_its_own_words()
    {
        archive.WithSubjects(1);

        var fault = Assert.Throws<SlurmException>(
            () => Run(new HeardObserver(), change: options => options with { Partition = "absent" }));

        Assert.Equal(SlurmFault.SlurmRefused, fault.Fault);
        Assert.Contains("invalid partition", fault.Message, StringComparison.Ordinal);
        Assert.False(ArchiveFolder.HasJobs(archive.Destination));
    }

    [SlurmFact]
    public void A_job_of_which_nothing_was_done_has_failed()
    {
        archive.WithSubjects(1);

        var fault = Assert.Throws<SlurmException>(
            () => Run(new HeardObserver(), change: options => options with { TaskCommand = ["cat"] }));

        Assert.Equal(SlurmFault.SlurmJobFailed, fault.Fault);
        Assert.Contains("ended (FAILED) before its work was done. The last line of its log: cat: ", fault.Message,
            StringComparison.Ordinal);
    }

    [SlurmFact]
    public void A_job_that_somebody_cancels_is_not_submitted_again()
    {
        archive.WithSubjects(6);
        var observer = new ActingObserver((2, job => cluster.Run("scancel", $"--name={job}")));

        var fault = Assert.Throws<SlurmException>(() => Run(observer, pause: 200));

        Assert.Equal(SlurmFault.SlurmJobCancelled, fault.Fault);
        Assert.Single(observer.JobNames);
        Assert.False(ArchiveFolder.HasJobs(archive.Destination));
    }

    [SlurmFact]
    public void What_is_asked_for_reaches_Slurm()
    {
        archive.WithSubjects(2);
        var (asked, all) = ("", "");
        var observer = new ActingObserver((1, job =>
        {
            asked = cluster.Run("squeue", "--noheader", "--array", $"--name={job}", "--format=%P %l %m %C %k");
            all = cluster.Run("scontrol", "show", "job");
        }));

        Run(observer, pause: 100, sessionsPerTask: 1, change: options => options with
        {
            Partition = "main", TaskTime = new TimeSpan(1, 2, 3, 0), TaskMemory = 100 << 20, TaskCores = 2,
                MaxTasks = 1, SbatchOptions = ["--comment=a 'b' $c"],
        });

        Assert.StartsWith("main 1-02:03:00 100M 2 a 'b' $c", asked.Trim(), StringComparison.Ordinal);
        Assert.Contains("ArrayTaskThrottle=1", all, StringComparison.Ordinal);
    }

    private ArchivePlan Plan() =>
        ArchivePlanner.Plan(new() { Source = archive.Source, Destination = archive.Destination });

    private ArchiveSummary Run(
        IArchiveObserver observer, int pause = 0, int sessionsPerTask = 3, Func<SlurmOptions, SlurmOptions>? change =
            null, CancellationToken cancel = default)
    {
        cluster.Start();
        var options = SlurmTasks.Options(pause, ArchiveKillTests.Host) with { SessionsPerTask = sessionsPerTask };
        return SlurmRun.Run(Plan(), new HalfProtector(), change?.Invoke(options) ?? options, observer, cancel);
    }

    private void Kill(string jobName)
    {
        var task = cluster.Run("squeue", "--noheader", "--array", "--states=RUNNING", $"--name={jobName}",
            "--format=%F_%K").Split('\n')[0].Trim();
        cluster.Run("scancel", "--signal=KILL", "--batch", task);
    }

    /// <summary>The ledger's rows on each scan, times and durations left out.</summary>
    private static IEnumerable<string> Rows(string destination) => ArchiveLedger.Read(destination)
        .Select(scan =>
            $"{scan.Path} {scan.Status} {scan.ErrorId} {scan.Parameters} {scan.InputHash} {scan.OutputHash}");

    /// <summary>Does something with the job once so much is over.</summary>
    private sealed class ActingObserver(params (int Done, Action<string> Act)[] actions) : IArchiveObserver
    {
        public int Acted { get; private set; }

        public HashSet<string> JobNames { get; } = [];

        public Dictionary<string, Exception> Failures { get; } = [];

        public List<(string Path, string Notice)> Notices { get; } = [];

        public void Advanced(ArchiveProgress progress)
        {
            if (Acted < actions.Length && progress.Done >= actions[Acted].Done)
            {
                actions[Acted++].Act(JobNames.Last());
            }
        }

        public void Failed(string path, Exception cause) => Failures[path] = cause;

        public void HeldBack(ArchiveScan scan)
        {
        }

        public void Noticed(string path, string notice) => Notices.Add((path, notice));

        public void Followed(ArchiveJob job) => JobNames.Add(job.JobName);
    }
}
