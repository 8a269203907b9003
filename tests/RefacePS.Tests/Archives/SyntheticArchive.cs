using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RefacePS.Tests.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>An archive of small scans in a temporary folder. The front half of each scan (second axis) spells a word,
/// so that a face is known anywhere.</summary>
internal sealed class SyntheticArchive : IDisposable
{
    private const int Side = 8;

    private readonly TemporaryFolder folder = new();

    public SyntheticArchive() => Directory.CreateDirectory(Source);

    /// <summary>The bytes that every face is full of.</summary>
    private static ReadOnlySpan<byte> Face => "FACEFACE"u8;

    public string Source => folder.File("source");

    public string Destination => folder.File("shareable");

    public string Review => folder.File("review");

    /// <summary>Full path of something in the source.</summary>
    public string In(string path) => System.IO.Path.Combine(Source, path);

    /// <summary>Full path of something in the destination.</summary>
    public string Out(string path) => System.IO.Path.Combine(Destination, path);

    /// <summary>Writes a scan with a face.</summary>
    public void AddScan(string path, int frames = 1, string? sidecar = null, string text = "patient 7")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(In(path))!);
        var sample = new NiftiSample
        {
            DataType = 2,
            BytesPerVoxel = 1,
            Dimensions = [frames > 1 ? 4 : 3, Side, Side, Side, frames, 1, 1, 1],
            Text = text,
            Voxels = Voxels(path, frames),
        };
        var target = In(path);
        if (path.Contains(".nii", StringComparison.Ordinal))
        {
            NiftiSample.WriteFile(target, [.. sample.Header(isSingle: true), .. sample.Voxels]);
        }
        else
        {
            NiftiSample.WriteFile(target.Replace(".img", ".hdr", StringComparison.Ordinal),
                sample.Header(isSingle: false));
            NiftiSample.WriteFile(target.Replace(".hdr", ".img", StringComparison.Ordinal), sample.Voxels);
        }

        if (sidecar is not null)
        {
            File.WriteAllText(
                System.IO.Path.Combine(System.IO.Path.GetDirectoryName(target)!, System.IO.Path.GetFileName(target)
                    .Split('.')[0] + ".json"), sidecar);
        }
    }

    public void AddFile(string path, string content = "text\n") => AddFile(path, Encoding.UTF8.GetBytes(content));

    public void AddFile(string path, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(In(path))!);
        File.WriteAllBytes(In(path), content);
    }

    /// <summary>A BIDS data set: four images a subject, sidecars, and the files that stand round them.</summary>
    public SyntheticArchive WithSubjects(int count)
    {
        AddFile("dataset_description.json", """{ "Name": "Synthetic", "BIDSVersion": "1.10.0" }""");
        AddFile("participants.tsv", "participant_id\tage\n" + string.Concat(
            Enumerable.Range(1, count).Select(i => $"sub-{i:000}\t{20 + i % 60}\n")));
        for (var i = 1; i <= count; i++)
        {
            var stem = $"sub-{i:000}/ses-1/{{0}}/sub-{i:000}_ses-1_{{1}}";
            AddScan(string.Format(stem, "anat", "T1w.nii.gz"),
                sidecar: """{ "PatientName": "A", "EchoTime": 0.003 }""");
            AddScan(string.Format(stem, "anat", "T2w.nii"));
            AddScan(string.Format(stem, "func", "task-rest_bold.nii.gz"), frames: 3);
            AddScan(string.Format(stem, "anat", "desc-tissue_dseg.nii.gz"));
            AddFile(string.Format(stem, "func", "task-rest_events.tsv"), $"onset\tduration\n{i}\t1\n");
        }

        return this;
    }

    /// <summary>DICOM studies of a T1-weighted and a T2-weighted series of five slices, in all syntaxes.</summary>
    public SyntheticArchive WithStudies(int count)
    {
        string[] syntaxes = [DicomSlice.Explicit, DicomSlice.Implicit, DicomSlice.BigEndian];
        for (var i = 0; i < 2 * count; i++)
        {
            for (var slice = 1; slice <= 5; slice++)
            {
                AddFile($"dicom/{i / 2:000}/{i % 2}/{slice}", Slice(i / 2, i % 2, slice, syntaxes[i % 3]));
            }
        }

        return this;
    }

    /// <summary>The last row of an image is the back of the head.</summary>
    private static byte[] Slice(int study, int series, int number, string syntax) =>
        new DicomSlice(number, number, syntax: syntax)
            .Text(0x00080018, "UI", $"1.2.{study}.{series}.{number}").Text(0x0020000D, "UI", $"1.2.{study}")
            .Text(0x0020000E, "UI", $"1.2.{study}.{series}").Text(0x00200052, "UI", $"1.2.{study}.9")
            .Text(0x00100010, "PN", $"Doe{study}").Text(0x00181030, "LO", series == 0 ? "MPRAGE" : "T2 tse")
            .Short(0x00280101, 16).Short(0x00280102, 15)
            .Bytes(0x7FE00010, "OW", [.. Face, .. Face, .. Enumerable.Range(1, 8).Select(i => (byte)(number * 8 + i))])
            .ToBytes();

    /// <summary>Every oddity that an archive may have; returns the scans that cannot be treated.</summary>
    public string[] AddOddities()
    {
        AddScan("sub-Ä [1] & 'é'/日本 T1.nii.gz");
        AddScan("pairs/old.hdr");
        AddScan(string.Join('/', Enumerable.Repeat("a folder with a long name", 12)) + "/deep_T1w.nii");
        AddScan("sub-ro/anat/sub-ro_T1w.nii.gz");
        File.SetAttributes(In("sub-ro/anat/sub-ro_T1w.nii.gz"), FileAttributes.ReadOnly);
        AddFile("sub-bad/anat/sub-bad_T1w.nii.gz", [0x1f, 0x8b, 8, 0, 1, 2, 3]);
        AddFile("short.nii", new NiftiSample { Dimensions = [3, 90, 90, 90, 1, 1, 1, 1] }.Header(isSingle: true));
        AddFile("nothing.nii.gz", []);
        AddScan("sub-nohead/anat/sub-nohead_T1w.nii.gz");
        AddFile("dicom/IM0001", [.. new byte[128], .. "DICM"u8, .. new byte[64], .. Face]);
        AddFile("minc/orig.mnc", Face.ToArray());
        AddFile("upload.zip", Face.ToArray());
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateSymbolicLink(In("loop"), Source);
            Directory.CreateSymbolicLink(In("pairs/up"), In("."));
            File.CreateSymbolicLink(In("linked_T1w.nii"), In("sub-001/ses-1/anat/sub-001_ses-1_T2w.nii"));
        }

        return ["nothing.nii.gz", "short.nii", "sub-bad/anat/sub-bad_T1w.nii.gz",
            "sub-nohead/anat/sub-nohead_T1w.nii.gz"];
    }

    /// <summary>The hash of every file of a tree, links and the run's own folder left out.</summary>
    public static SortedDictionary<string, string> Hashes(string root) => new(
        Files(root).ToDictionary(file => System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'), file =>
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    /// <summary>Fails where any file of a tree, half-written ones too, has a face in it.</summary>
    public static void AssertNoFaces(string root)
    {
        foreach (var file in Files(root))
        {
            Assert.False(Content(file).AsSpan().IndexOf(Face) >= 0, $"'{file}' has a face.");
        }
    }

    /// <summary>Every file of a tree by its path, with its content unpacked and, where that differs, as it lies
    /// there.</summary>
    public static IEnumerable<(string Path, byte[] Content)> Contents(string root) =>
        Files(root).SelectMany(file => new[] { (file, File.ReadAllBytes(file)), (file, Content(file)) });

    public void Dispose()
    {
        foreach (var file in Files(Source).Where(file => File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly)))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        folder.Dispose();
    }

    private static IEnumerable<string> Files(string root) => !Directory.Exists(root) ? [] : Directory.EnumerateFiles(
        root, "*", new EnumerationOptions
            { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Where(file => !System.IO.Path.GetRelativePath(root, file).StartsWith(".refaceps", StringComparison.Ordinal));

    /// <summary>The content of a file, unpacked as far as it goes.</summary>
    private static byte[] Content(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes is not [0x1f, 0x8b, ..])
        {
            return bytes;
        }

        var content = new MemoryStream();
        try
        {
            using var gzip = new System.IO.Compression.GZipStream(
                new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
            gzip.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            // It was cut short.
        }

        return content.ToArray();
    }

    /// <summary>Voxels of the back half tell scans apart; those of the front half are the face.</summary>
    private static byte[] Voxels(string path, int frames)
    {
        var voxels = new byte[Side * Side * Side * frames];
        var seed = BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
        new Random(seed).NextBytes(voxels);
        for (var row = 0; row < voxels.Length / Side; row++)
        {
            if (row % Side >= Side / 2)
            {
                Face.CopyTo(voxels.AsSpan(row * Side));
            }
        }

        return voxels;
    }
}
