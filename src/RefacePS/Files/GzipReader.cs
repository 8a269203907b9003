using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace RefacePS.Files;

/// <summary>
/// The content of a gzip file (RFC 1952), checked to its last byte: the length and the checksum of every member, and
/// that nothing follows but another member or zeros, with which tapes and block devices pad. The platform's own reader
/// takes a file without its end, and one with other bytes behind it, for a whole one.
/// </summary>
internal sealed class GzipReader : ReadOnlyStream
{
    private const int TrailerSize = 8;
    private const byte HasChecksum = 1 << 1;
    private const byte HasExtra = 1 << 2;
    private const byte HasName = 1 << 3;
    private const byte HasComment = 1 << 4;
    private const byte Reserved = 0xe0;

    /// <summary>A deflate stream takes two bytes at least, even where it holds nothing.</summary>
    private const int SmallestBody = 2;

    private readonly Stream file;
    private readonly Feed feed;
    private readonly Crc32 checksum = new();
    private DeflateStream? member;
    private long bodyStart;
    private uint length;
    private bool isAtEnd;

    /// <summary>Reads a file, which must be able to seek.</summary>
    public GzipReader(Stream file) => (this.file, feed) = (file, new Feed(file));

    /// <summary>True if a file starts as gzip does; its position stays.</summary>
    public static bool IsGzip(Stream file)
    {
        var start = file.Position;
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = start;
        return isGzip;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    /// <exception cref="EndOfStreamException">The file ends within a member.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!isAtEnd && !buffer.IsEmpty)
        {
            member ??= OpenMember();
            var read = member.Read(buffer);
            if (read > 0)
            {
                checksum.Append(buffer[..read]);
                length += (uint)read;
                return read;
            }

            CloseMember();
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            member?.Dispose();
        }

        base.Dispose(disposing);
    }

    private DeflateStream OpenMember()
    {
        SkipHeader();
        checksum.Reset();
        length = 0;
        bodyStart = file.Position;
        return new DeflateStream(feed, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>Holds a member against its trailer, and looks for what follows.</summary>
    private void CloseMember()
    {
        member!.Dispose();
        member = null;
        if (feed.HasEnded)
        {
            throw new EndOfStreamException();
        }

        SkipTrailer();
        if (!IsGzip(file))
        {
            RequireZeros();
            isAtEnd = true;
        }
    }

    /// <summary>
    /// Goes to the end of the trailer: the checksum and the length of what was read. The body ended somewhere in the
    /// bytes that were last fed to it, and at no other place than before these eight.
    /// </summary>
    private void SkipTrailer()
    {
        Span<byte> trailer = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], length);

        var fed = file.Position;
        file.Position = Math.Max(feed.LastStart + 1, bodyStart + SmallestBody);
        var start = file.Position;
        var window = new byte[fed - start + TrailerSize];
        file.ReadExactly(window);
        var place = window.AsSpan().IndexOf(trailer);
        file.Position = place >= 0 ? start + place + TrailerSize
            : throw new InvalidDataException("The data does not match its checksum.");
    }

    private void RequireZeros()
    {
        var buffer = new byte[1 << 12];
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException("Other bytes follow the data.");
            }
        }
    }

    /// <summary>Reads over the header of a member (RFC 1952, 2.3), and checks what it says of itself.</summary>
    private void SkipHeader()
    {
        var header = new Crc32();
        Span<byte> start = stackalloc byte[10];
        Take(start, header);
        var flags = start[3];
        if (start[0] != 0x1f || start[1] != 0x8b || start[2] != 8 || (flags & Reserved) != 0)
        {
            throw new InvalidDataException("This is no gzip header.");
        }

        if ((flags & HasExtra) != 0)
        {
            var extraLength = start[..2];
            Take(extraLength, header);
            Take(new byte[BinaryPrimitives.ReadUInt16LittleEndian(extraLength)], header);
        }

        for (var texts = (flags & HasName) / HasName + (flags & HasComment) / HasComment; texts > 0; texts--)
        {
            SkipText(header);
        }

        if ((flags & HasChecksum) != 0)
        {
            RequireHeaderChecksum((ushort)header.GetCurrentHashAsUInt32());
        }
    }

    private void SkipText(Crc32 header)
    {
        Span<byte> letter = stackalloc byte[1];
        do
        {
            Take(letter, header);
        }
        while (letter[0] != 0);
    }

    private void RequireHeaderChecksum(ushort expected)
    {
        Span<byte> stored = stackalloc byte[2];
        file.ReadExactly(stored);
        if (BinaryPrimitives.ReadUInt16LittleEndian(stored) != expected)
        {
            throw new InvalidDataException("The header does not match its checksum.");
        }
    }

    private void Take(Span<byte> bytes, Crc32 header)
    {
        file.ReadExactly(bytes);
        header.Append(bytes);
    }

    /// <summary>
    /// The bytes of the file as they go into a body. The last ones go in singly, since a body does not say how many of
    /// the bytes that it was given were its own, and most files end right after the first.
    /// </summary>
    private sealed class Feed(Stream file) : ReadOnlyStream
    {
        private const int Singles = 16;

        private readonly long length = file.Length;

        /// <summary>Offset of the bytes that were last given.</summary>
        public long LastStart { get; private set; }

        /// <summary>True if more was asked for than there is.</summary>
        public bool HasEnded { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            LastStart = file.Position;
            var bulk = Math.Max(1, length - Singles - LastStart);
            var read = file.Read(buffer[..(int)Math.Min(buffer.Length, bulk)]);
            HasEnded |= read == 0;
            return read;
        }
    }
}
