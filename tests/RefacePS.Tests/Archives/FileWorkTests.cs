using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>Faults of other files: those after which the others go on, and those that end the run.</summary>
public sealed class FileWorkTests : IDisposable
{
    private static readonly ArchiveItem Item = new()
    {
        Path = "sub-1/scans.tsv", Role = ArchiveRole.File, Treatment = Treatment.Copy, Inputs = ["sub-1/scans.tsv"],
        Outputs = ["sub-1/scans.tsv"],
    };

    private readonly SyntheticArchive archive = new();
    private readonly HeardObserver heard = new();

    public void Dispose() => archive.Dispose();

    [Fact]
    public void A_fault_that_nobody_foresaw_is_one_of_its_file_alone()
    {
        var row = Assert.Single(Write(new InvalidOperationException("Odd.\nVery odd.")));

        Assert.Equal(
            (ArchiveScanStatus.Failed, nameof(InvalidOperationException)), (row.Scan.Status, row.Scan.ErrorId));
        Assert.Equal(["Odd."], row.Scan.Reasons);
        Assert.IsType<InvalidOperationException>(heard.Failures[archive.In("sub-1/scans.tsv")]);
    }

    [LinuxFact]
    public void What_cannot_be_taken_away_stays_in_the_row_and_the_others_go_on()
    {
        var output = new FileStamp("sub-1/scans.tsv", 1, 2, "aa");
        archive.AddFile("sub-1/scans.tsv");
        Directory.CreateDirectory(archive.Destination);
        Directory.CreateSymbolicLink(archive.Out("sub-1"), archive.In("sub-1"));

        var row = Assert.Single(Write(new InvalidOperationException("Odd."), known: output));

        Assert.Equal((ArchiveScanStatus.Failed, output), (row.Scan.Status, Assert.Single(row.Outputs)));
        Assert.True(File.Exists(archive.In("sub-1/scans.tsv")));
    }

    [Fact]
    public void A_run_ends_where_no_file_can_be_written_or_it_is_stopped()
    {
        Assert.Throws<VolumeFileException>(() =>
            Write(new VolumeFileException(VolumeFileFault.DiskFull, "x", "Full.")));
        Assert.Throws<ArchiveException>(() => Write(new ArchiveException(ArchiveFault.LedgerUnusable, "x", "Bad.")));
        Assert.Throws<OperationCanceledException>(() => Write(new OperationCanceledException(), isStopped: true));
        Assert.Empty(heard.Failures);
    }

    [Fact]
    public void Reading_that_fails_is_a_fault_of_the_file()
    {
        var fault = Assert.Throws<VolumeFileException>(() =>
            InputFile.Read<int>("x", () => throw new IOException("Odd.")));

        Assert.Equal((VolumeFileFault.ReadFailed, "x"), (fault.Fault, fault.Path));
    }

    [Fact]
    public void A_table_that_is_too_large_to_be_cleaned_is_left_out()
    {
        using (var file = File.Create(archive.In("large.tsv")))
        {
            file.SetLength(3L << 30);
        }

        var fault = Assert.Throws<ArchiveException>(() =>
            FileCleaning.Clean(Options, "large.tsv", CancellationToken.None));

        Assert.Equal(ArchiveFault.TextNotReadable, fault.Fault);
        Assert.Contains("3072 MiB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_has_no_stamp()
    {
        archive.AddFile("notes.txt", "1\n");
        using var stream = InputFile.Open(archive.In("notes.txt"));
        Assert.Equal(("notes.txt", 2), new FileReading(stream).End("notes.txt", 2, []) is var stamp
            ? (stamp.Path, stamp.Size) : default);
        var (longer, later) = (new FileReading(stream), new FileReading(stream));
        File.SetLastWriteTimeUtc(archive.In("notes.txt"), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));

        var faults = new[] { (longer, 3), (later, 2) }.Select(reading =>
            Assert.Throws<ArchiveException>(() => reading.Item1.End("notes.txt", reading.Item2, [])));

        Assert.All(faults, fault => Assert.Equal(
            (ArchiveFault.InputChanged, archive.In("notes.txt")), (fault.Fault, fault.Path)));
    }

    [Theory]
    [InlineData("large.json")]
    [InlineData("large.nii")]
    public async Task Who_changes_a_file_while_it_is_read_is_noticed(string name)
    {
        archive.AddFile(name, "[" + new string(' ', 8 << 20) + "]");
        using var end = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            for (var day = 1; !end.IsCancellationRequested; day++)
            {
                File.SetLastWriteTimeUtc(archive.In(name), DateTime.UnixEpoch.AddDays(day % 9999));
            }
        });
        var fault = (ArchiveException?)null;
        for (var round = 0; round < 200 && fault is null; round++)
        {
            fault = Record.Exception(() => FileCleaning.Applies(name)
                ? FileCleaning.Clean(Options, name, CancellationToken.None).Input
                : FileStamp.Of(archive.Source, name)) as ArchiveException;
        }

        await end.CancelAsync();
        await changing;
        Assert.Equal((ArchiveFault.InputChanged, archive.In(name)), (fault?.Fault, fault?.Path));
    }

    private ArchiveOptions Options => new() { Source = archive.Source, Destination = archive.Destination };

    /// <summary>The rows that are written where cleaning a file ends in a fault.</summary>
    private IReadOnlyList<LedgerEntry> Write(Exception fault, bool isStopped = false, FileStamp? known = null)
    {
        LedgerEntry[] rows = known is null ? []
            : [LedgerEntry.Of(Item, ArchiveScanStatus.Done) with { Outputs = [known] }];
        var shard = archive.In("shard");
        File.Delete(shard);
        using (var writer = new ShardWriter(shard))
        {
            var context = RunContexts.Of(new(Options, [], []), rows, writer, heard);
            FileWork.Write(context, Item, () => throw fault, new CancellationToken(isStopped));
        }

        return new ShardReader().ReadNew([shard]);
    }
}
