using System.Collections.Concurrent;
using RefacePS.Archives;

namespace RefacePS.Tests.Archives;

/// <summary>Keeps what it hears.</summary>
internal sealed class HeardObserver : IArchiveObserver
{
    public ConcurrentQueue<ArchiveProgress> Progress { get; } = [];

    public ConcurrentDictionary<string, Exception> Failures { get; } = [];

    public ConcurrentQueue<ArchiveScan> Held { get; } = [];

    public void Advanced(ArchiveProgress progress) => Progress.Enqueue(progress);

    public void Failed(string path, Exception cause) => Failures[path] = cause;

    public ConcurrentQueue<(string Path, string Notice)> Notices { get; } = [];

    public void Noticed(string path, string notice) => Notices.Enqueue((path, notice));

    public void HeldBack(ArchiveScan scan) => Held.Enqueue(scan);
}
