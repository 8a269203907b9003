namespace RefacePS.Files;

/// <summary>
/// Files that stand for content which was not fetched: git-annex's links and pointers (its page "pointer file"), and
/// Git LFS's pointers (its specification, version 1).
/// </summary>
internal static class ContentPointer
{
    /// <summary>Both are texts of some lines; LFS has them below 1024 bytes, git-annex below 32 KiB.</summary>
    private const int LongestPointer = 1 << 15;

    private static ReadOnlySpan<byte> Annex => "/annex/objects/"u8;

    private static ReadOnlySpan<byte> Lfs => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Opens a file for reading; others may read it too.</summary>
    /// <exception cref="VolumeFileException">It is a pointer.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (!IsPointer(file))
        {
            return file;
        }

        file.Dispose();
        throw NotFetched(path, null);
    }

    private static bool IsPointer(FileStream file)
    {
        if (file.Length > LongestPointer)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[Lfs.Length];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        return head.StartsWith(Annex) || head.StartsWith(Lfs);
    }

    /// <summary>True if a file is a link of git-annex, which says where its content would be.</summary>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is { } target
        && target.Replace('\\', '/').Contains("annex/objects/", StringComparison.Ordinal);

    /// <summary>The fault.</summary>
    public static VolumeFileException NotFetched(string path, Exception? inner) => new(
        VolumeFileFault.ContentNotFetched, path,
        "Content not fetched: the file only stands for it. Fetch it with 'git annex get', 'datalad get' or 'git lfs "
            + "pull'.", inner);
}
