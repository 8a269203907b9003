using RefacePS.Files;

namespace RefacePS.Archives.Contents;

/// <summary>
/// Tells what a file is that is no image by its name. Only text that is nothing but text is harmless; whatever is
/// anything else, or cannot be told, is not. Names can make a file suspect, and never harmless.
/// </summary>
internal static class FileContent
{
    /// <summary>Bytes that signatures are looked for in.</summary>
    private const int HeadBytes = 4096;

    /// <summary>Longer texts are not looked through.</summary>
    private const long TextBytesAtMost = 1L << 28;

    private static readonly string[] ImageExtensions =
    [
        ".nii", ".hdr", ".img", ".dcm", ".dicom", ".ima", ".mgh", ".mgz", ".mnc", ".mnc2", ".nrrd", ".nhdr", ".mha",
        ".mhd", ".gipl", ".vtk", ".vti", ".brik", ".head", ".rec", ".fdf", ".2dseq", ".mif", ".mih", ".zraw",
    ];

    private static readonly string[] ContainerExtensions =
    [
        ".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".7z", ".rar", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".cab",
        ".iso", ".gz", ".z",
    ];

    /// <summary>The kind of a file by its name or else by its content.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    public static ContentKind Of(string path, CancellationToken cancel)
    {
        using var file = InputFile.Open(path);
        return Of(path, file, cancel);
    }

    /// <summary>The kind of an open file by its name or else by its content, from its start on.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    public static ContentKind Of(string path, FileStream file, CancellationToken cancel) => InputFile.Read(path, () =>
    {
        file.Position = 0;
        return ByName(path) ?? ByContent(file, cancel);
    });

    private static ContentKind? ByName(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Array.Exists(ImageExtensions, Ends) ? ContentKind.Image("an image of a format that cannot be treated")
            : name.Length < path.Length || Array.Exists(ContainerExtensions, Ends)
                ? ContentKind.Image("a container that may hold images")
            : null;

        bool Ends(string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
    }

    private static ContentKind ByContent(FileStream file, CancellationToken cancel)
    {
        var head = new byte[HeadBytes];
        head = head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
        if (BinaryKinds.Of(head, file.Length) is { } kind)
        {
            return kind;
        }

        if (file.Length > TextBytesAtMost)
        {
            return ContentKind.Other("a file that is too large to be looked through");
        }

        file.Position = 0;
        return TextKinds.Of(file, cancel);
    }
}
