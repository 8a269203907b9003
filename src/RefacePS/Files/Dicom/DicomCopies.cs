using System.Collections.Concurrent;

namespace RefacePS.Files.Dicom;

/// <summary>
/// Finds files that are there twice. Archives hold many: what was fetched again, and folders that were copied. A copy
/// has the same data set to the last byte; images of one UID that differ in any are none, and stay two.
/// </summary>
internal static class DicomCopies
{
    /// <summary>The planes without those of copies, which each names instead.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<DicomPlane> Merge(IReadOnlyList<DicomPlane> planes, CancellationToken cancellation)
    {
        var hashes = new ConcurrentDictionary<string, string>();
        var twins = planes.Where(plane => plane.InstanceUid.Length > 0).GroupBy(Place)
            .Where(place => place.Count() > 1).SelectMany(place => place).Select(plane => plane.Path).Distinct();
        FirstFault.Of(() => Parallel.ForEach(
            twins, new ParallelOptions { CancellationToken = cancellation },
            path => hashes[path] = HashOf(path, cancellation)));
        return hashes.IsEmpty ? planes : [.. planes
            .GroupBy(plane => (Place(plane), hashes.GetValueOrDefault(plane.Path, plane.Path))).Select(Merged)];
    }

    /// <summary>Full paths of the copies of the files of planes, and of what each is a copy, by name.</summary>
    public static IReadOnlyList<(string Copy, string Original)> Of(IEnumerable<DicomPlane> planes) =>
        [.. planes.SelectMany(plane => plane.Copies.Select(copy => (copy, plane.Path))).Distinct()
            .OrderBy(pair => pair.copy, StringComparer.Ordinal)];

    private static (string SeriesUid, string InstanceUid, int Frame, (int X, int Y) Tile) Place(DicomPlane plane) =>
        (plane.SeriesUid, plane.InstanceUid, plane.Frame, plane.Tile);

    private static DicomPlane Merged(IEnumerable<DicomPlane> copies)
    {
        var sorted = copies.OrderBy(plane => plane.Path, StringComparer.Ordinal).ToList();
        return sorted[0] with { Copies = [.. sorted.Skip(1).Select(plane => plane.Path)] };
    }

    /// <summary>The hash of the data set of a file; of one that cannot be read its own path, so that it is no
    /// copy.</summary>
    private static string HashOf(string path, CancellationToken cancellation)
    {
        try
        {
            return DicomFile.Read(path, cancellation).DataHash();
        }
        catch (RefacePSException)
        {
            return path;
        }
    }
}
