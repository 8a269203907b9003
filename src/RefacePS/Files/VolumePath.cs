namespace RefacePS.Files;

/// <summary>The parts of the name of a volume file.</summary>
/// <param name="Folder">Full path of the folder.</param>
/// <param name="Stem">Name without the extension.</param>
/// <param name="Extension">Extension as written, <c>.gz</c> included; empty where it is of no volume.</param>
public sealed record VolumePath(string Folder, string Stem, string Extension)
{
    private const string Gzip = ".gz";

    private static readonly string[] NiftiExtensions = [".nii", ".hdr", ".img"];
    private static readonly string[] MghExtensions = [".mgh", ".mgz"];
    private static readonly string[] Extensions = [.. NiftiExtensions, .. MghExtensions];

    /// <summary>Takes a path apart.</summary>
    public static VolumePath Parse(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        var name = Path.GetFileName(full);
        var extension = ExtensionOf(name);
        return new(Path.GetDirectoryName(full) ?? full, name[..^extension.Length], extension);
    }

    /// <summary>True if the extension is that of a volume: NIfTI or MGH.</summary>
    public bool IsVolume => Extension.Length > 0;

    /// <summary>True if the extension is .nii, .hdr or .img, compressed or not.</summary>
    public bool IsNifti => IsVolume && !IsMgh;

    /// <summary>True if the extension is .mgh or .mgz.</summary>
    public bool IsMgh => Array.Exists(MghExtensions, HasImageExtension);

    /// <summary>True if the extension asks for compression: it ends in .gz, or is .mgz.</summary>
    public bool IsCompressed =>
        Extension.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase) || HasImageExtension(".mgz");

    /// <summary>True if the file is one half of a header and image pair.</summary>
    public bool IsPair => IsNifti && !HasImageExtension(".nii");

    /// <summary>The file that holds the header: this one, or the .hdr of a pair.</summary>
    public string HeaderFile => FullPath(HasImageExtension(".img") ? Sibling("hdr") : Extension);

    /// <summary>The file that holds the voxels: this one, or the .img of a pair.</summary>
    public string VoxelFile => FullPath(HasImageExtension(".hdr") ? Sibling("img") : Extension);

    /// <summary>The JSON file that BIDS puts beside an image.</summary>
    public string SidecarFile => FullPath(".json");

    /// <summary>True if a file is the sidecar of an image that lies beside it.</summary>
    public static bool IsSidecar(string path)
    {
        const string json = ".json";
        return path.EndsWith(json, StringComparison.OrdinalIgnoreCase)
            && Array.Exists(Extensions, extension =>
                File.Exists(path[..^json.Length] + extension) || File.Exists(path[..^json.Length] + extension + Gzip));
    }

    /// <inheritdoc/>
    public override string ToString() => FullPath(Extension);

    private string FullPath(string extension) => Path.Combine(Folder, Stem + extension);

    private bool HasImageExtension(string extension) =>
        Extension.StartsWith(extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The extension of the other half of a pair, in the same case.</summary>
    private string Sibling(string letters) => string.Concat(
        ".", char.IsUpper(Extension[1]) ? letters.ToUpperInvariant() : letters, Extension.AsSpan(4));

    private static string ExtensionOf(string name)
    {
        var end = name.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase) ? name.Length - Gzip.Length : name.Length;
        var known = Array.Exists(
            Extensions, image => name.AsSpan(0, end).EndsWith(image, StringComparison.OrdinalIgnoreCase));
        return known ? name[(end - 4)..] : string.Empty;
    }
}
