using System.Buffers.Binary;
using System.IO.Compression;

namespace RefacePS.Archives;

/// <summary>
/// Tells images, and containers that may hold some, from other files: an image that cannot be treated must not slip
/// into the destination as one of the other files. The name is looked at first, then the content.
/// </summary>
internal static class HiddenImage
{
    /// <summary>Bytes of a file that are looked at: beyond the magic words of DICOM (128) and tar (257).</summary>
    private const int HeadBytes = 352;

    private static readonly string[] ImageExtensions =
    [
        ".nii", ".hdr", ".img", ".dcm", ".dicom", ".ima", ".mgh", ".mgz", ".mnc", ".mnc2", ".nrrd", ".nhdr", ".mha",
        ".mhd", ".gipl", ".vtk", ".vti",
        ".brik", ".head", ".par", ".rec", ".fdf", ".2dseq", ".mif", ".mih",
    ];

    private static readonly string[] ContainerExtensions =
        [".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".7z", ".rar", ".bz2", ".xz", ".zst", ".lz4", ".lzma",
            ".cab", ".iso"];

    /// <summary>The kind of image or container that a file is, by its name; null where the name says nothing of the
    /// sort.</summary>
    private static string? KindByName(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Array.Exists(ImageExtensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            ? "an image of a format that cannot be treated"
            : Array.Exists(ContainerExtensions, extension =>
                name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) ? "a container that may hold images"
            : null;
    }

    /// <summary>The kind of image or container that a file is, by its name or its content; null where it is something
    /// else, or cannot be read.</summary>
    public static string? KindOf(string path)
    {
        if (KindByName(path) is { } kind)
        {
            return kind;
        }

        try
        {
            using var stream = File.OpenRead(path);
            return KindByContent(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The kind of image or container that content is; null where it is something else.</summary>
    /// <param name="stream">The file, read from here on.</param>
    public static string? KindByContent(Stream stream)
    {
        var head = Read(stream);
        return head is [0x1f, 0x8b, ..] ? KindOf(Unpacked(head, stream)) : KindOf(head);
    }

    private static byte[] Read(Stream stream)
    {
        var head = new byte[HeadBytes];
        return head[..stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
    }

    private static byte[] Unpacked(byte[] head, Stream rest)
    {
        // A few hundred bytes of a file unpack from a few thousand at most, unless it is made to waste time.
        var packed = new byte[HeadBytes + (1 << 16)];
        head.CopyTo(packed, 0);
        var length = head.Length + rest.ReadAtLeast(packed.AsSpan(head.Length), 1 << 16, throwOnEndOfStream: false);
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed, 0, length), CompressionMode.Decompress);
            return Read(gzip);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static string? KindOf(ReadOnlySpan<byte> head) =>
        head.Length >= 132 && head[128..132].SequenceEqual("DICM"u8) ? "a DICOM file"
        : head.Length >= 348 && IsNifti(head) ? "a NIfTI file whose name does not say so"
        : head.StartsWith("NRRD0"u8) ? "an NRRD file"
        : head.Length >= 262 && head[257..262].SequenceEqual("ustar"u8) ? "a container that may hold images"
        : null;

    private static bool IsNifti(ReadOnlySpan<byte> head)
    {
        const int version1 = 348;
        const int version2 = 540;
        int[] sizes = [BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32BigEndian(head)];
        return (sizes.Contains(version1)
            && (head[344..347].SequenceEqual("n+1"u8) || head[344..347].SequenceEqual("ni1"u8)))
            || (sizes.Contains(version2) && (head[4..7].SequenceEqual("n+2"u8) || head[4..7].SequenceEqual("ni2"u8)));
    }
}
