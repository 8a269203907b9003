using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace RefacePS.Files;

/// <summary>
/// Gzip on all cores: one member (RFC 1952) whose deflate stream is made of blocks that were compressed on their own,
/// each ended on a byte border by a sync flush (RFC 1951). Every reader takes it as ordinary gzip. The header has
/// neither name nor time, and blocks are of fixed size, so the same content gives the same bytes on any number of
/// cores.
/// </summary>
internal static class ParallelGzip
{
    private const int BlockSize = 1 << 20;

    /// <summary>
    /// zlib's level. Measured on a 22 MB int16 scan: level 1 leaves 12.4 MB, level 3 9.0 MB in 1.7 times the time,
    /// level 6 8.8 MB in 2.8 times the time.
    /// </summary>
    private const int Level = 3;

    /// <summary>Magic, deflate, no flags, no time, no extra flags, unknown system.</summary>
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    /// <summary>A last block of deflate that holds nothing.</summary>
    private static ReadOnlySpan<byte> FinalBlock => [3, 0];

    /// <summary>Compresses parts, one after the other.</summary>
    public static void Write(Stream destination, IEnumerable<ReadOnlyMemory<byte>> parts,
        CancellationToken cancellation)
    {
        var checksum = new Crc32();
        var length = 0L;
        destination.Write(Header);
        foreach (var batch in parts.SelectMany(Blocks).Chunk(4 * Environment.ProcessorCount))
        {
            foreach (var (block, compressed) in batch.Zip(Compress(batch, cancellation)))
            {
                compressed.WriteTo(destination);
                checksum.Append(block.Span);
                length += block.Length;
            }
        }

        destination.Write(FinalBlock);
        WriteTrailer(destination, checksum.GetCurrentHashAsUInt32(), (uint)length);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Blocks(ReadOnlyMemory<byte> part)
    {
        for (var start = 0; start < part.Length; start += BlockSize)
        {
            yield return part[start..Math.Min(part.Length, start + BlockSize)];
        }
    }

    private static MemoryStream[] Compress(ReadOnlyMemory<byte>[] blocks, CancellationToken cancellation)
    {
        var compressed = new MemoryStream[blocks.Length];
        Parallel.For(0, blocks.Length, new() { CancellationToken = cancellation }, i =>
            compressed[i] = Compress(blocks[i].Span));
        return compressed;
    }

    private static MemoryStream Compress(ReadOnlySpan<byte> block)
    {
        var compressed = new MemoryStream(block.Length / 2);
        using var deflate = new DeflateStream(compressed, new ZLibCompressionOptions { CompressionLevel = Level },
            leaveOpen: true);
        deflate.Write(block);
        deflate.Flush();

        // What closing the stream adds is the end of a whole deflate stream, which a block is not.
        var end = compressed.Length;
        deflate.Dispose();
        compressed.SetLength(end);
        return compressed;
    }

    private static void WriteTrailer(Stream destination, uint checksum, uint length)
    {
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], length);
        destination.Write(trailer);
    }
}
