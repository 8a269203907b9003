using RefacePS.Files;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>The HTML file of a comparison.</summary>
public static class CohortReportFile
{
    /// <summary>Draws the pictures and writes the report, whole or not at all; makes the folder where there is
    /// none.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="analysis">What it is about.</param>
    /// <param name="options">What else goes into it.</param>
    /// <param name="cancellationToken">Stops the work; nothing is written then.</param>
    /// <exception cref="VolumeFileException">There is a file already, the folder cannot be written, or the disk is
    /// full.</exception>
    public static void Write(
        string path, bool overwrite, CohortAnalysis analysis, CohortReportOptions options,
        CancellationToken cancellationToken) =>
        ReportFile.Write(path, overwrite, () => CohortReport.Compose(analysis, options, cancellationToken));
}
