using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>An image found in a tree.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Fault">Why it cannot be looked at; null where it is a NIfTI image.</param>
public sealed record FoundImage(string Path, ArchiveException? Fault);

/// <summary>Finds the images of a tree: those that can be looked at, and those that cannot.</summary>
public static class ScanTree
{
    /// <summary>
    /// The images of a folder and of those below it, in the order of their names. Labels and computed maps (by their
    /// BIDS suffix) are left out: registration can make nothing of them.
    /// </summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="ArchiveException">There is no such folder, or one of them cannot be read.</exception>
    public static IReadOnlyList<FoundImage> Images(string root, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        var files = ArchiveTree.Files(root, excluded: null, cancel)
            .ToDictionary(path => path, path => ArchiveFolder.FullPath(root, path), InputFiles.Names);
        var images = files.ToDictionary(file => file.Value, file => VolumePath.Parse(file.Value), InputFiles.Names);
        return [.. files.Where(file => !IsSecondOfPair(images[file.Value]) && !ScanName.Parse(file.Key).IsMap)
            .Select(Look).OfType<FoundImage>()];

        bool IsSecondOfPair(VolumePath image) => image.IsPair && image.ToString() != image.HeaderFile
            && images.ContainsKey(image.HeaderFile);

        FoundImage? Look(KeyValuePair<string, string> file) => images[file.Value].IsVolume ? new(file.Value, null)
            : HiddenImage.KindOf(file.Value) is { } kind ? new(file.Value, new ArchiveException(
                ArchiveFault.ImageAmongOtherFiles, file.Value,
                $"It is {kind}, and may show a face. It cannot be looked at; convert it to NIfTI."))
            : null;
    }
}
