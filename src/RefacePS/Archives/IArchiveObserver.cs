namespace RefacePS.Archives;

/// <summary>The progress of a run.</summary>
/// <param name="Done">Scans and other files that are over and done with.</param>
/// <param name="Total">Scans and other files that the run has to work on.</param>
/// <param name="ScansDone">Scans of these.</param>
/// <param name="Scans">Scans that the run has to work on.</param>
/// <param name="Failed">Failures so far.</param>
/// <param name="ScansPerHour">Scans an hour so far; 0 before the first.</param>
/// <param name="Fraction">Share of the work that is done, 0 to 1; a scan counts as many files.</param>
public sealed record ArchiveProgress(int Done, int Total, int ScansDone, int Scans, int Failed, double ScansPerHour,
    double Fraction);

/// <summary>The progress of an array job of a cluster.</summary>
/// <param name="JobName">Name of the job.</param>
/// <param name="Waiting">Tasks whose turn has not come.</param>
/// <param name="Running">Tasks that run.</param>
/// <param name="Reason">Why the first of those waits, in the cluster's words; null where none does.</param>
public sealed record ArchiveJob(string JobName, int Waiting, int Running, string? Reason);

/// <summary>Hears what happens in a run. Any thread calls.</summary>
public interface IArchiveObserver
{
    /// <summary>Something is over.</summary>
    void Advanced(ArchiveProgress progress);

    /// <summary>A scan or other file could not be treated; nothing of it is in the destination.</summary>
    /// <param name="path">Full path in the source.</param>
    /// <param name="cause">Why.</param>
    void Failed(string path, Exception cause);

    /// <summary>A scan was treated but is held back, or an image was left out.</summary>
    void HeldBack(ArchiveScan scan);

    /// <summary>A person should look at something that was done all the same.</summary>
    /// <param name="path">Path below the source.</param>
    /// <param name="notice">What to look at.</param>
    void Noticed(string path, string notice);

    /// <summary>The cluster was asked how far the job is.</summary>
    void Followed(ArchiveJob job)
    {
    }
}
