namespace RefacePS.Files;

/// <summary>Writes the parts of a volume file one after the other, atomically, compressed where asked for.</summary>
internal static class VolumeTarget
{
    /// <summary>Written between two looks at the cancellation token.</summary>
    private const int ChunkSize = 1 << 22;

    /// <summary>Writes a file.</summary>
    /// <exception cref="VolumeFileException">There is a file already, the folder cannot be written, or the disk is
    /// full.</exception>
    public static void Write(
        string path, ReadOnlyMemory<byte>[] parts, bool compress, NiftiWriteOptions options,
        CancellationToken cancellation) =>
        AtomicFile.Write(path, options.Overwrite, stream =>
        {
            if (compress)
            {
                ParallelGzip.Write(stream, parts, cancellation);
            }
            else
            {
                WritePlain(stream, parts, cancellation);
            }
        }, options.Mode);

    private static void WritePlain(Stream stream, ReadOnlyMemory<byte>[] parts, CancellationToken cancellation)
    {
        foreach (var part in parts)
        {
            for (var start = 0; start < part.Length; start += ChunkSize)
            {
                cancellation.ThrowIfCancellationRequested();
                stream.Write(part.Span[start..Math.Min(part.Length, start + ChunkSize)]);
            }
        }
    }
}
