using System.Diagnostics;
using System.Reflection;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>A run that is killed, as by a power cut, at moments that nobody chose.</summary>
public sealed class ArchiveKillTests : IDisposable
{
    private const int Kills = 12;

    internal static readonly string Host = typeof(ArchiveKillTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "ArchiveHost").Value!;

    private readonly SyntheticArchive archive = new();

    public void Dispose() => archive.Dispose();

    [Fact]
    public void Killed_at_many_moments_nothing_is_lost_and_the_next_run_finishes()
    {
        archive.WithSubjects(12).WithStudies(8);
        var before = SyntheticArchive.Hashes(archive.Source);
        using var undisturbed = new SyntheticArchive();
        ArchiveRun.Run(ArchivePlanner.Plan(new() { Source = archive.Source, Destination = undisturbed.Destination }),
            new HalfProtector(), new HeardObserver());
        var random = new Random(5);
        var moments = new List<int>();

        for (var kill = 0; kill < Kills; kill++)
        {
            using var run = Start();
            for (var advances = random.Next(7); advances >= 0; advances--)
            {
                Assert.NotNull(run.StandardOutput.ReadLine());
            }

            Thread.Sleep(random.Next(30));
            run.Kill();
            run.WaitForExit();
            SyntheticArchive.AssertNoFaces(archive.Destination);
            moments.Add(Directory.Exists(archive.Destination)
                ? Directory.GetFiles(archive.Destination, "*", SearchOption.AllDirectories).Length : 0);
        }

        using var last = Start();
        last.StandardOutput.ReadToEnd();
        last.WaitForExit();

        Assert.Equal(0, last.ExitCode);
        Assert.True(moments.Distinct().Count() > 3,
            $"The kills fell into too few moments: {string.Join(' ', moments)}.");
        Assert.Equal(before, SyntheticArchive.Hashes(archive.Source));
        Assert.Equal(SyntheticArchive.Hashes(undisturbed.Destination), SyntheticArchive.Hashes(archive.Destination));
        Assert.All(ArchiveLedger.Read(archive.Destination), scan => Assert.Equal(ArchiveScanStatus.Done, scan.Status));
        Assert.Empty(Directory.GetFiles(archive.Destination, "*.tmp", SearchOption.AllDirectories));
    }

    /// <summary>Runs that begin at once, where no key was ever made, come to one.</summary>
    [UnixFact]
    public void The_first_runs_of_a_user_make_one_key()
    {
        // The folder tells a name, so that the key makes the paths too, which are planned before it is there.
        archive.AddFile("Doe^Jane/1", new DicomSlice(0, 1).ToBytes());
        archive.AddFile("Doe^Jane/2", new DicomSlice(2, 2).ToBytes());
        using var home = new TemporaryFolder();
        string[] destinations = [.. Enumerable.Range(0, 4).Select(run => home.File($"out{run}"))];

        var runs = destinations.Select(destination => Start(destination, home.Path)).ToList();
        foreach (var run in runs)
        {
            run.StandardOutput.ReadToEnd();
            run.WaitForExit();
            Assert.Equal(0, run.ExitCode);
            run.Dispose();
        }

        Assert.Equal(32, new FileInfo(home.File("RefacePS/dicom.key")).Length);
        Assert.Single(Directory.GetFiles(home.File("RefacePS")));
        var first = SyntheticArchive.Hashes(destinations[0]);
        Assert.Equal(2, first.Count);
        Assert.All(destinations, destination => Assert.Equal(first, SyntheticArchive.Hashes(destination)));
    }

    private Process Start() => Start(archive.Destination);

    private Process Start(string destination, string? home = null)
    {
        var start = new ProcessStartInfo("dotnet", [Host, archive.Source, destination, BuiltLibraries.Path])
        {
            RedirectStandardOutput = true,
        };
        if (home is not null)
        {
            start.Environment["XDG_DATA_HOME"] = home;
        }

        return Process.Start(start)!;
    }
}
