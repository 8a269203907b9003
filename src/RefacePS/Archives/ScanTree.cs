using RefacePS.Archives.Contents;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>An image found in a tree.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Fault">Why it cannot be looked at; null where it is a NIfTI image.</param>
public sealed record FoundImage(string Path, ArchiveException? Fault);

/// <summary>Finds the images of a tree: those that can be looked at, and those that cannot.</summary>
public static class ScanTree
{
    /// <summary>True if an image holds labels or a computed map, by its BIDS name.</summary>
    public static bool IsMap(string path) => ScanName.Parse(Path.GetFileName(path)).IsMap;

    /// <summary>The images of a folder and of those below it, in the order of their names.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="ArchiveException">There is no such folder, or one of them cannot be read.</exception>
    public static IReadOnlyList<FoundImage> Images(string root, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        var entries = ArchiveTree.Entries(root, excluded: null, cancel).ToList();
        var images = entries.Where(entry => entry.Fault is null)
            .Select(entry => ArchiveFolder.FullPath(root, entry.Path))
            .ToDictionary(file => file, VolumePath.Parse, InputFiles.Names);
        return [.. entries.Select(Look).OfType<FoundImage>()];

        bool IsSecondOfPair(VolumePath image) => image.IsPair && image.ToString() != image.HeaderFile
            && images.ContainsKey(image.HeaderFile);

        // What cannot be read cannot be looked at either.
        ContentKind? Content(string file)
        {
            try
            {
                return FileContent.Of(file, cancel);
            }
            catch (VolumeFileException)
            {
                return ContentKind.Other("a file that cannot be read");
            }
        }

        FoundImage? Look(TreeEntry entry)
        {
            var file = ArchiveFolder.FullPath(root, entry.Path);
            return entry.Fault is { } closed ? new(file, closed)
                : IsSecondOfPair(images[file]) || ScanName.Parse(entry.Path).IsMap ? null
                : images[file].IsVolume ? new(file, null)
                : Content(file) is { IsHarmless: false } kind ? new(file, new ArchiveException(
                    ArchiveFault.ImageAmongOtherFiles, file,
                    $"It is {kind.Name}, and may show a face. It cannot be looked at; convert it to NIfTI."))
                : null;
        }
    }
}
