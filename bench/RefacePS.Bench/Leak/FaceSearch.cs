using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace RefacePS.Bench.Leak;

/// <summary>Finds the faces of images in any file, unpacked as far as it goes.</summary>
internal sealed class FaceSearch
{
    /// <summary>A file that has this share of a face's rows has the face.</summary>
    private const double FaceShare = 0.15;

    /// <summary>Packages in packages are unpacked so deep.</summary>
    private const int DeepestPackage = 6;

    private readonly Dictionary<UInt128, HashSet<int>> owners = [];
    private readonly Dictionary<int, int> counts = [];

    /// <summary>Looks for the face of an item in an image of it.</summary>
    public void Add(LeakItem item, Volume image)
    {
        var size = image.VoxelType.ByteSize();
        var frameBytes = (int)image.Grid.VoxelCount * size;
        for (var frame = 0; frame < image.FrameCount; frame++)
        {
            foreach (var run in item.Head.Runs(image.Voxels.Slice(frame * frameBytes, frameBytes), size))
            {
                var key = BinaryPrimitives.ReadUInt128LittleEndian(run);
                if (!owners.TryGetValue(key, out var known))
                {
                    owners[key] = known = [];
                }

                if (known.Add(item.Number))
                {
                    counts[item.Number] = counts.GetValueOrDefault(item.Number) + 1;
                }
            }
        }
    }

    /// <summary>The items whose faces a file has.</summary>
    public IReadOnlySet<int> In(string file)
    {
        var found = new HashSet<UInt128>();
        Search(File.ReadAllBytes(file), found, 0);
        var seen = found.SelectMany(key => owners[key]).CountBy(item => item);
        return seen.Where(item => item.Value >= FaceShare * counts[item.Key]).Select(item => item.Key).ToHashSet();
    }

    private void Search(byte[] content, HashSet<UInt128> found, int depth)
    {
        for (var at = 0; at + KnownHead.RunLength <= content.Length; at++)
        {
            var key = BinaryPrimitives.ReadUInt128LittleEndian(content.AsSpan(at));
            if (owners.ContainsKey(key))
            {
                found.Add(key);
            }
        }

        if (depth < DeepestPackage)
        {
            foreach (var inner in Unpacked(content))
            {
                Search(inner, found, depth + 1);
            }
        }
    }

    private static List<byte[]> Unpacked(byte[] content)
    {
        var parts = new List<byte[]>();
        try
        {
            if (content is [0x1f, 0x8b, ..])
            {
                using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
                parts.Add(ReadAll(gzip));
            }
            else if (content is [0x50, 0x4b, ..])
            {
                using var zip = new ZipArchive(new MemoryStream(content));
                parts.AddRange(zip.Entries.Select(entry =>
                {
                    using var stream = entry.Open();
                    return ReadAll(stream);
                }));
            }
            else if (content.Length > 512 && content.AsSpan(257, 5).SequenceEqual("ustar"u8))
            {
                using var tar = new TarReader(new MemoryStream(content));
                while (tar.GetNextEntry(copyData: true) is { } entry)
                {
                    parts.Add(entry.DataStream is { } data ? ReadAll(data) : []);
                }
            }
        }
        catch (InvalidDataException)
        {
            // It only looks like a package, or was cut short.
        }

        return parts;
    }

    private static byte[] ReadAll(Stream stream)
    {
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
