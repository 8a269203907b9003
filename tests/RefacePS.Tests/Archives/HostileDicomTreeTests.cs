using System.IO.Compression;
using System.Text;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>Trees of DICOM files as nobody would make them: each file comes out without its face, or is
/// named.</summary>
public sealed class HostileDicomTreeTests : IDisposable
{
    private const string DirectoryClass = "1.2.840.10008.1.3.10";

    private readonly SyntheticArchive archive = new();
    private readonly HeardObserver heard = new();

    public void Dispose() => archive.Dispose();

    [UnixTheory]
    [InlineData(OtherFilePolicy.Copy)]
    [InlineData(OtherFilePolicy.All)]
    public void Names_and_places_do_not_matter(OtherFilePolicy others)
    {
        AddSeries(1, "plain/1", "plain/2");
        AddSeries(2, "a b/ü#1%.dcm", "a b/-rf.dcm", "a b/'quoted' $x.dcm", "a b/.hidden");
        AddSeries(3, "mixed/1", "mixed/3");
        AddSeries(4, "mixed/2", "mixed/4");
        AddSeries(5, "spread/a/1", "spread/b/c/2", "3");
        AddSeries(6, "texts/readme.txt", "texts/participants.tsv", "texts/x.json", "texts/README");
        AddSeries(7, "images/x.png", "images/x.jpg", "images/x.pdf", "images/x.gz");
        AddSeries(8, "volumes/x.nii", "volumes/y.nii");
        AddSeries(9, $"long/{new string('n', 200)}/{new string('m', 200)}", "long/2");
        archive.AddFile("plain/DICOMDIR", new DicomSlice(0, 1).Text(0x00080016, "UI", DirectoryClass).ToBytes());
        Directory.CreateDirectory(archive.In("empty/dir.dcm"));
        archive.AddFile("empty/zero.dcm", []);
        archive.AddFile("two/personalities.dcm", Changed(Slice(10, 1), bytes => "II*\0"u8.CopyTo(bytes)));
        archive.AddFile("two/2.dcm", Slice(10, 2));
        archive.AddFile("packed/z.zip", Zip(
            ("1", Slice(11, 1)), ("in/2", Slice(11, 2)), ("note.txt", "Doe"u8.ToArray()),
            ("z.zip", Zip(("1", Slice(12, 1))))));
        archive.AddFile("packed/out.zip", Zip(("../../1", Slice(13, 1)), ("/etc/2", Slice(13, 2))));
        AddLinks();
        var before = SyntheticArchive.Hashes(archive.Source);
        var options = new ArchiveOptions
        {
            Source = archive.Source, Destination = archive.Destination, OtherFiles = others,
            Dicom = new(Overwrite: true, Key: "key"),
        };
        var plan = ArchivePlanner.Plan(options);
        var summary = ArchiveRun.Run(plan, new HalfProtector(), heard);

        Assert.Equal(before, SyntheticArchive.Hashes(archive.Source));
        foreach (var (path, content) in SyntheticArchive.Contents(archive.Destination))
        {
            Assert.True(content.AsSpan().IndexOf("FACEFACE"u8) < 0, $"A face is in {path}.");
            Assert.True(content.AsSpan().IndexOf("Doe"u8) < 0, $"A name is in {path}.");
        }

        AssertNothingLost(plan);
        Assert.True(summary.Protected >= 7, summary.ToString());
        Assert.All(heard.Failures.Values, fault => Assert.IsAssignableFrom<RefacePSException>(fault));
    }

    /// <summary>Every file is one of an item, and every item was written or told of.</summary>
    private void AssertNothingLost(ArchivePlan plan)
    {
        var items = plan.Items.ToList();
        var known = items.SelectMany(item => item.Inputs.Append(item.Path)).ToHashSet();
        var files = Directory.GetFiles(archive.Source, "*", new EnumerationOptions
                { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(archive.Source, file));
        Assert.Equal([], files.Except(known));
        var told = heard.Held.Select(scan => scan.Path).Concat(
            heard.Failures.Keys.Select(path => Path.GetRelativePath(archive.Source, path))).ToHashSet();
        Assert.Empty(items.Where(item => !told.Contains(item.Path)
            && (item.Outputs.Count == 0 || !item.Outputs.All(output => File.Exists(archive.Out(output)))))
                .Select(item => item.Path));
    }

    private void AddLinks()
    {
        AddSeries(14, "links/1", "links/2");
        File.CreateSymbolicLink(archive.In("links/again"), archive.In("links/1"));
        Directory.CreateSymbolicLink(archive.In("links/up"), archive.Source);
        File.CreateSymbolicLink(archive.In("links/outside"), "/etc/hostname");
        archive.AddFile("links/line\nbreak", Slice(14, 3));
        archive.AddFile("links/back\\slash", Slice(14, 4));
    }

    private void AddSeries(int number, params string[] paths)
    {
        foreach (var (index, path) in paths.Index())
        {
            archive.AddFile(path, Slice(number, index + 1));
        }
    }

    private static byte[] Slice(int series, int number) => new DicomSlice(number * 2, number)
        .Text(0x00080018, "UI", $"1.2.{series}.{number}").Text(0x0020000D, "UI", $"1.2.{series}")
        .Text(0x0020000E, "UI", $"1.2.{series}.0").Text(0x00200052, "UI", $"1.2.{series}.9")
        .Short(0x00280101, 16).Short(0x00280102, 15)
        .Bytes(0x7FE00010, "OW", [.. "FACEFACEFACEFACE"u8, .. Enumerable.Range(1, 8).Select(i => (byte)(number + i))])
        .ToBytes();

    private static byte[] Changed(byte[] bytes, Action<byte[]> change)
    {
        change(bytes);
        return bytes;
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
