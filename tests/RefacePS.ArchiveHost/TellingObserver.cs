using RefacePS.Archives;

namespace RefacePS.ArchiveHost;

/// <summary>Writes a line whenever something is over.</summary>
internal sealed class TellingObserver : IArchiveObserver
{
    public void Advanced(ArchiveProgress progress) => Console.Out.WriteLine(progress.Done);

    public void Failed(string path, Exception cause) => Console.Error.WriteLine(cause.Message);

    public void HeldBack(ArchiveScan scan) => Console.Error.WriteLine(scan);

    public void Noticed(string path, string notice) => Console.Error.WriteLine($"{path}: {notice}");
}
