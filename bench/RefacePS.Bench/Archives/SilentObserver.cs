using RefacePS.Archives;

namespace RefacePS.Bench.Archives;

/// <summary>An observer of a run of which nothing is told.</summary>
internal class SilentObserver : IArchiveObserver
{
    /// <inheritdoc/>
    public virtual void Advanced(ArchiveProgress progress)
    {
    }

    /// <inheritdoc/>
    public virtual void Failed(string path, Exception cause)
    {
    }

    /// <inheritdoc/>
    public virtual void HeldBack(ArchiveScan scan)
    {
    }

    /// <inheritdoc/>
    public virtual void Noticed(string path, string notice)
    {
    }
}
