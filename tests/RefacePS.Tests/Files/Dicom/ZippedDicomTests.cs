using System.IO.Compression;
using System.Runtime.Versioning;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Tests.Archives;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

/// <summary>DICOM files in zip files, which nobody unpacks.</summary>
public sealed class ZippedDicomTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.NoCompression)]
    public void A_series_in_a_zip_file_is_read_and_written_as_one_in_a_folder(CompressionLevel level)
    {
        WriteZip(folder.File("a.zip"), level);
        WriteFolder();

        var packed = Read(DicomListing.FilesInZip(folder.File("a.zip")));
        var plain = Read(DicomListing.FilesOf(folder.File("plain")));
        var written = DicomSeriesWriter.Plan(packed, folder.File("out"), new(Key: "key")).Write();

        Assert.Equal(plain.Voxels.ToArray(), packed.Voxels.ToArray());
        Assert.Equal(Path.GetFullPath(folder.File("a.zip/s/1.dcm")), packed.Path);
        Assert.Equal(3, written.Count);
        Assert.Equal(packed.Voxels.ToArray(), Read(written).Voxels.ToArray());
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void What_is_made_of_a_zip_file_is_open_to_nobody_who_may_not_read_that()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        WriteZip(folder.File("a.zip"), CompressionLevel.Fastest);
        File.SetUnixFileMode(folder.File("a.zip"), own);
        var volume = Read(DicomListing.FilesInZip(folder.File("a.zip")));

        var written = DicomSeriesWriter.Plan(volume, folder.File("dicom"), new(Key: "key")).Write()
            .Concat(VolumeExport.Plan(volume, folder.File("nifti"), includeMask: false).Write(new()));

        Assert.All(written, path => Assert.Equal(own, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_zip_file_of_an_archive_becomes_a_folder_and_what_else_is_in_it_is_named()
    {
        WriteZip(folder.File("in/a.zip"), CompressionLevel.Optimal, ("notes.txt", "text"u8.ToArray()));
        WriteZip(folder.File("in/other.zip"), CompressionLevel.Optimal, null, ("notes.txt", "text"u8.ToArray()));
        var options = new ArchiveOptions
            { Source = folder.File("in"), Destination = folder.File("out"), Dicom = new(Key: "key") };
        var heard = new HeardObserver();

        var summary = ArchiveRun.Run(ArchivePlanner.Plan(options), new HalfProtector(), heard);
        var again = ArchiveRun.Run(ArchivePlanner.Plan(options), new HalfProtector(), heard);

        Assert.Equal((1, 0), (summary.Protected, summary.Failed));
        Assert.Equal((0, 1), (again.Protected, again.Unchanged));
        Assert.Equal(
            ["a/s/1.dcm", "a/s/2.dcm", "a/s/3.dcm"], SyntheticArchive.Hashes(folder.File("out")).Keys);
        Assert.Equal(["a.zip/notes.txt", "other.zip"],
            heard.Held.Select(scan => scan.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_claims_more_than_can_be_is_refused_before_memory_is_taken()
    {
        WriteZip(folder.File("a.zip"), CompressionLevel.Optimal);
        var bytes = File.ReadAllBytes(folder.File("a.zip"));
        var list = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(list + 24), 0x70000000);
        File.WriteAllBytes(folder.File("b.zip"), bytes);

        var fault = Assert.Throws<VolumeFormatException>(() => DicomListing.FilesInZip(folder.File("b.zip")));

        Assert.Equal("CorruptZip", fault.ErrorId);
    }

    [Theory]
    [InlineData("../up.dcm")]
    [InlineData("/root.dcm")]
    [InlineData("a\\b.dcm")]
    public void Names_that_climb_out_are_refused(string name)
    {
        WriteZip(folder.File("a.zip"), CompressionLevel.Optimal, null, (name, new DicomSlice(0, 1).ToBytes()));

        Assert.Throws<VolumeFormatException>(() => DicomListing.FilesInZip(folder.File("a.zip")));
    }

    [Fact]
    public void Damaged_zip_files_give_typed_errors_or_volumes_and_nothing_else()
    {
        WriteZip(folder.File("a.zip"), CompressionLevel.Optimal);
        var bytes = File.ReadAllBytes(folder.File("a.zip"));
        var random = new Random(1);
        var (faults, volumes) = (0, 0);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = bytes.ToArray();
            for (var change = 0; change < 3; change++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var path = folder.File($"damaged{i % 20}.zip");
            File.WriteAllBytes(path, i % 10 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(i));
            try
            {
                var listing = DicomListing.Read(DicomListing.FilesInZip(path), null, CancellationToken.None);
                listing.Series.ToList().ForEach(series => series.Read());
                volumes++;
            }
            catch (RefacePSException)
            {
                faults++;
            }
        }

        Assert.True(faults > 100, $"{faults} faults");
        Assert.True(volumes > 100, $"{volumes} volumes");
    }

    private static Volume Read(IReadOnlyList<string> files) =>
        Assert.Single(DicomListing.Read(files, null, CancellationToken.None).Series).Read();

    private void WriteFolder()
    {
        for (var i = 1; i <= 3; i++)
        {
            new DicomSlice(i, i).WriteTo(folder, $"plain/{i}.dcm");
        }
    }

    private static void WriteZip(
        string path, CompressionLevel level, (string Name, byte[] Content)? added = null,
        (string Name, byte[] Content)? alone = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        (string Name, byte[] Content)[] files = alone is { } one ? [one]
            : [.. Enumerable.Range(1, 3).Select(i => ($"s/{i}.dcm", new DicomSlice(i, i).ToBytes()))];
        foreach (var (name, content) in added is { } more ? [.. files, more] : files)
        {
            using var stream = zip.CreateEntry(name, level).Open();
            stream.Write(content);
        }
    }
}
