using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace RefacePS.Files;

/// <summary>
/// The files in a zip file (PKWARE's APPNOTE 6.3.3), read where they lie: nothing is unpacked to the disk. What the zip
/// file claims of sizes is held against its own size before any memory is taken.
/// </summary>
internal sealed class ZipIndex
{
    private const int EndSize = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int EntrySize = 46;
    private const int LocalSize = 30;
    private const uint EndMark = 0x06054B50;
    private const uint End64Mark = 0x06064B50;
    private const uint Locator64Mark = 0x07064B50;
    private const uint EntryMark = 0x02014B50;
    private const uint LocalMark = 0x04034B50;
    private const int KeptAtMost = 8;

    /// <summary>Largest factor by which deflate can expand (zlib's technical details, "Maximum Expansion
    /// Factor").</summary>
    private const long DeflateMaximumRatio = 1032;

    private static readonly ConcurrentDictionary<(string Path, long Length, long Time), ZipIndex> Known = [];

    private readonly string path;
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    private ZipIndex(string path) => this.path = path;

    /// <summary>Names of the files, with forward slashes. What a name is that climbs out, or that stands there twice,
    /// nobody can tell; the zip file is refused then.</summary>
    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <summary>True if a file begins as a zip file does. One that cannot be opened is none: reading it says
    /// why.</summary>
    public static bool IsZip(string path)
    {
        try
        {
            using var file = InputFile.Open(path);
            Span<byte> head = stackalloc byte[4];
            return file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && Int(head, 0) == LocalMark;
        }
        catch (Exception e) when (e is VolumeFileException or IOException)
        {
            return false;
        }
    }

    /// <summary>Full paths of the files in a zip file, by name, as <see cref="Split"/> takes them apart.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is damaged, or claims what cannot be.</exception>
    public static IReadOnlyList<string> FilesOf(string path) => [.. Open(path).Names
        .Select(name => Path.Combine(path, name.Replace('/', Path.DirectorySeparatorChar)))
        .Order(StringComparer.Ordinal)];

    /// <summary>The zip file and the name in it that a path leads to, such as <c>/data/a.zip/series/1.dcm</c>; null
    /// for the path of a file of its own.</summary>
    public static (string Zip, string Name)? Split(string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
        {
            return null;
        }

        for (var zip = Path.GetDirectoryName(path); zip is not null; zip = Path.GetDirectoryName(zip))
        {
            if (File.Exists(zip))
            {
                return (zip, path[(zip.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/'));
            }

            if (Directory.Exists(zip))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The files in a zip file.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is damaged, or claims what cannot be.</exception>
    public static ZipIndex Open(string path)
    {
        using var file = InputFile.Open(path);
        var key = (path, file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks);
        if (Known.TryGetValue(key, out var known))
        {
            return known;
        }

        var index = new ZipIndex(path);
        try
        {
            index.Read(file);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentOutOfRangeException or OverflowException)
        {
            throw index.Damaged("its list of files is not whole", e);
        }

        if (Known.Count >= KeptAtMost)
        {
            Known.Clear();
        }

        return Known[key] = index;
    }

    /// <summary>Bytes that a file has unpacked.</summary>
    /// <exception cref="VolumeFileException">There is no such file.</exception>
    public long LengthOf(string name) => Find(name).Length;

    /// <summary>The first bytes of a file, unpacked; of a whole file the checksum is held against them.</summary>
    /// <exception cref="VolumeFormatException">It is damaged.</exception>
    public byte[] ReadFirst(string name, int count)
    {
        var entry = Find(name);
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(count, entry.Length));
        using var file = InputFile.Open(path);
        try
        {
            var local = ReadAt(file, entry.Offset, LocalSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalMark)
            {
                throw Damaged($"'{name}' is not where its list says", null);
            }

            file.Position = entry.Offset + LocalSize + Short(local, 26) + Short(local, 28);
            using Stream content = entry.IsDeflated ? new DeflateStream(file, CompressionMode.Decompress)
                : new BufferedStream(file);
            content.ReadExactly(bytes);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentOutOfRangeException)
        {
            throw Damaged($"'{name}' cannot be unpacked", e);
        }

        return bytes.Length < entry.Length || Crc32.HashToUInt32(bytes) == entry.Checksum ? bytes
            : throw Damaged($"'{name}' has another checksum than its list says", null);
    }

    private Entry Find(string name) => entries.TryGetValue(name, out var entry) ? entry : throw new VolumeFileException(
        VolumeFileFault.VolumeNotFound, Path.Combine(path, name), "There is no such file in the zip file.");

    private void Read(FileStream file)
    {
        var (count, size, offset) = ReadEnd(file);
        if (offset < 0 || size < 0 || offset > file.Length - size || count > size / EntrySize || size > Array.MaxLength)
        {
            throw Damaged("its list of files does not lie in it", null);
        }

        var list = ReadAt(file, offset, (int)size).AsSpan();
        var packed = 0L;
        for (var i = 0L; i < count; i++)
        {
            packed += ReadEntry(ref list, file.Length);
        }

        // Where files lie over each other they can claim any amount.
        if (packed > file.Length)
        {
            throw Damaged("its files are larger than it is itself", null);
        }
    }

    private (long Count, long Size, long Offset) ReadEnd(FileStream file)
    {
        var start = Math.Max(0, file.Length - EndSize - LongestComment);
        var tail = ReadAt(file, start, (int)(file.Length - start));
        for (var at = tail.Length - EndSize; at >= 0; at--)
        {
            if (Int(tail, at) != EndMark || at + EndSize + Short(tail, at + 20) != tail.Length)
            {
                continue;
            }

            var hasLocator = start + at >= 20 && Int(ReadAt(file, start + at - 20, 4), 0) == Locator64Mark;
            return hasLocator ? ReadEnd64(file, Long(ReadAt(file, start + at - 12, 8), 0))
                : (Short(tail, at + 10), Int(tail, at + 12), Int(tail, at + 16));
        }

        throw Damaged("it has no list of its files", null);
    }

    private (long Count, long Size, long Offset) ReadEnd64(FileStream file, long offset)
    {
        var end = ReadAt(file, offset, 56);
        return Int(end, 0) == End64Mark ? (Long(end, 32), Long(end, 40), Long(end, 48))
            : throw Damaged("its list of files is not where it says", null);
    }

    /// <returns>Bytes that the file takes, packed.</returns>
    private long ReadEntry(ref Span<byte> list, long fileLength)
    {
        if (Int(list, 0) != EntryMark)
        {
            throw Damaged("its list of files is damaged", null);
        }

        var (flags, method) = (Short(list, 8), Short(list, 10));
        var (nameLength, extraLength) = (Short(list, 28), Short(list, 30));
        var letters = (flags & 0x800) != 0 ? Encoding.UTF8 : Encoding.Latin1;
        var name = letters.GetString(list.Slice(EntrySize, nameLength));
        var (packed, length, offset) = Sizes(list, list.Slice(EntrySize + nameLength, extraLength));
        var checksum = Int(list, 16);
        list = list[(EntrySize + nameLength + extraLength + Short(list, 32))..];
        if (name.EndsWith('/') || name.Split('/').Contains("__MACOSX"))
        {
            return 0;
        }

        var isPossible = packed >= 0 && offset >= 0 && offset <= fileLength - packed && length >= 0
            && length <= (method == 0 ? packed : packed * DeflateMaximumRatio);
        if (!isPossible || !IsBelow(name) || (flags & 1) != 0 || method is not (0 or 8)
            || !entries.TryAdd(name, new(offset, length, method == 8, checksum)))
        {
            throw Damaged(
                (flags & 1) != 0 ? "it is encrypted" : $"'{name}' is there twice, climbs out, claims a size that "
                    + "cannot be, or is packed in a way that is not read", null);
        }

        return packed;
    }

    /// <summary>Sizes that do not fit into 32 bits are in an extra field (4.5.3), in this order.</summary>
    private static (long Packed, long Length, long Offset) Sizes(Span<byte> entry, Span<byte> extra)
    {
        var (packed, length, offset) = ((long)Int(entry, 20), (long)Int(entry, 24), (long)Int(entry, 42));
        while (extra.Length >= 4 && Short(extra, 0) != 1)
        {
            extra = extra[Math.Min(extra.Length, 4 + Short(extra, 2))..];
        }

        var at = 4;
        length = length == uint.MaxValue && extra.Length > 0 ? Next(extra) : length;
        packed = packed == uint.MaxValue && extra.Length > 0 ? Next(extra) : packed;
        offset = offset == uint.MaxValue && extra.Length > 0 ? Next(extra) : offset;
        return (packed, length, offset);

        long Next(Span<byte> field) => Long(field, (at += 8) - 8);
    }

    private static bool IsBelow(string name) => name.Length > 0 && name.IndexOfAny(['\0', '\\', ':']) < 0
        && Array.TrueForAll(name.Split('/'), part => part is not ("" or "." or ".."));

    private static byte[] ReadAt(FileStream file, long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, file.Length - count);
        var bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private VolumeFormatException Damaged(string what, Exception? inner) => new(
        VolumeFormatFault.CorruptZip, path, $"The zip file cannot be read: {what}. Unpack it, and give the folder.",
        inner);

    private readonly record struct Entry(long Offset, long Length, bool IsDeflated, uint Checksum);
}
