using RefacePS.Files;
using RefacePS.Module.Tests.Support;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Refacing.Training;

/// <summary>A training that cannot write says so as every other command does.</summary>
public sealed class TrainingFolderTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_file_where_the_folder_is_to_be()
    {
        File.WriteAllText(root.File("work"), "mine");

        AssertRefused(root.File("work/samples"), () => new TrainingFolder(root.File("work")).Create());

        Assert.Equal("mine", File.ReadAllText(root.File("work")));
    }

    [Fact]
    public void A_folder_where_a_log_is_to_be()
    {
        Directory.CreateDirectory(root.File("losses.csv"));

        AssertRefused(root.File("losses.csv"), () => new TrainingFolder(root.Path).OpenLosses(0));
    }

    [Fact]
    public void No_folder_where_a_picture_is_to_be()
    {
        var path = root.File("none/epoch-001.png");

        AssertRefused(path, () => SampleSheet.Write(path, []));
    }

    [TinyDiskFact]
    public void A_log_that_fills_the_disk()
    {
        using var disk = TinyDisk.TryMount()!;

        var fault = Assert.Throws<VolumeFileException>(() =>
        {
            using var log = new CsvLog(Path.Combine(disk.Path, "losses.csv"), "step,epoch", 0);
            for (var step = 0; step < 1_000_000; step++)
            {
                log.Append($"{step},1");
            }
        });

        Assert.Equal("DiskFull", fault.ErrorId);
    }

    private static void AssertRefused(string path, Action write)
    {
        var fault = Assert.Throws<VolumeFileException>(write);
        Assert.Equal(("DestinationNotWritable", path), (fault.ErrorId, fault.Path));
    }
}
