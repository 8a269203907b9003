using RefacePS.Files;
using RefacePS.Reports;

namespace RefacePS.Privacy.Reports;

/// <summary>The HTML file of an attack. It shows figures alone, and no face.</summary>
public static class ReidentificationReportFile
{
    /// <summary>Writes the report, whole or not at all; makes the folder where there is none.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="summary">What it is about.</param>
    /// <param name="command">The command as it was typed.</param>
    /// <exception cref="VolumeFileException">There is a file already, the folder cannot be written, or the disk is
    /// full.</exception>
    public static void Write(string path, bool overwrite, ReidentificationSummary summary, string command) =>
        ReportFile.Write(
            path, overwrite, () => ReidentificationReport.Compose(summary, command, DateTimeOffset.UtcNow));
}
