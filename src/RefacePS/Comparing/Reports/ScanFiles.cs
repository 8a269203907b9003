using RefacePS.Files;

namespace RefacePS.Comparing.Reports;

/// <summary>Finds the file that shows what was measured.</summary>
/// <param name="table">The measurements.</param>
/// <param name="exportFolder">Where Export-Volume put defaced and refaced scans; null where they were measured from
/// their own files.</param>
internal sealed class ScanFiles(MeasurementTable table, string? exportFolder)
{
    private static readonly string[] Extensions = [".nii.gz", ".nii"];

    /// <summary>The file of a measurement, or why there is none.</summary>
    /// <param name="scan">The measurement.</param>
    /// <param name="rows">Rows of its pair in the table: the reference first, then its variants.</param>
    /// <remarks>
    /// Volumes keep the path that they were imported from, and so a scan that was defaced and measured in one pipeline
    /// names the file of the original: drawn, it would show the face that it says is gone.
    /// </remarks>
    public (string? File, string? Problem) Of(MeasurementIdentity scan, IReadOnlyList<int> rows) =>
        scan.Path is not { } path
        ? (null, "The measurement names no file.")
        : ReferenceEquals(table.Rows[rows[0]], scan)
        || !rows.Any(row => !ReferenceEquals(table.Rows[row], scan) && table.Rows[row].Path == path) ? (path, null)
        : Exported(path, scan.Variant!) is { } exported ? (exported, null)
        : (null, "It was measured in memory, and its export is not at hand: name the folder with -ScanFolder.");

    /// <summary>The file that Export-Volume makes of a scan: its name with a description of what was done to
    /// it.</summary>
    private string? Exported(string path, string variant)
    {
        if (exportFolder is null)
        {
            return null;
        }

#pragma warning disable CA1308 // BIDS descriptions are in lower case.
        var stem = BidsName.Parse(path).WithDescription(variant.ToLowerInvariant()).Stem;
#pragma warning restore CA1308
        return Extensions.Select(extension => Path.Combine(exportFolder, stem + extension)).FirstOrDefault(File.Exists);
    }
}
