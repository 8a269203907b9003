namespace RefacePS.Files.Dicom;

/// <summary>
/// Takes data sets apart (DICOM PS3.5, chapter 7). Safe on hostile files: every length is held against the bytes that
/// there are, nesting has an end, and nothing is copied, so that what is held is bounded by the file.
/// </summary>
internal sealed class DicomParser
{
    /// <summary>Real files nest less than ten deep.</summary>
    private const int MaximumDepth = 32;

    private readonly string path;
    private readonly ReadOnlyMemory<byte> data;
    private readonly long wholeLength;
    private readonly DicomTag? stopAt;

    /// <summary>A parser of the bytes of a file.</summary>
    /// <param name="path">The file, which errors name.</param>
    /// <param name="data">Its first bytes, or all.</param>
    /// <param name="wholeLength">How many bytes there are in all; equal to those of <paramref name="data"/> or
    /// more.</param>
    /// <param name="stopAt">Tag at which to end on the highest level; null to go on to the end.</param>
    public DicomParser(string path, ReadOnlyMemory<byte> data, long wholeLength, DicomTag? stopAt = null) =>
        (this.path, this.data, this.wholeLength, this.stopAt) = (path, data, wholeLength, stopAt);

    /// <summary>Reads the elements from an offset as long as a condition on the next tag holds.</summary>
    /// <returns>The data set and the offset of what follows it.</returns>
    /// <exception cref="VolumeFormatException">The data is no data set.</exception>
    /// <exception cref="MoreDataNeededException">The first bytes do not hold enough of the file.</exception>
    public (DicomDataset Dataset, int End) Read(int offset, DicomEncoding encoding, Func<DicomTag, bool> isWanted)
    {
        var elements = new List<DicomElement>();
        var whole = (int)Math.Min(wholeLength, int.MaxValue);
        while (whole - offset >= 8)
        {
            var tag = encoding.ReadTag(Bytes(offset, 8, whole));
            if (!isWanted(tag) || tag == stopAt || IsPadding(tag, offset))
            {
                break;
            }

            var element = ReadElement(ref offset, whole, encoding, depth: 0);
            elements.Add(element);
        }

        var isCut = whole - offset is > 0 and < 8 && offset < data.Length && data.Span[offset..]
            .ContainsAnyExcept((byte)0);
        return isCut ? throw Truncated($"it ends at byte {whole}, inside an element")
            : (Once(elements, encoding, offset), offset);
    }

    /// <summary>
    /// The data set of elements, each of which may stand there once (PS3.5, 7.1). Of two that differ nobody knows which
    /// one another reader takes, and of two images one would keep the face.
    /// </summary>
    private DicomDataset Once(List<DicomElement> elements, DicomEncoding encoding, int offset)
    {
        var dataset = new DicomDataset(elements, encoding);
        return dataset.Repeated is not { } tag ? dataset
            : throw Damaged(offset, $"ends a data set in which {tag} stands twice");
    }

    private DicomElement ReadElement(ref int offset, int end, DicomEncoding encoding, int depth)
    {
        var start = offset;
        var head = Bytes(offset, 8, end);
        var tag = encoding.ReadTag(head);
        if (tag.Group == DicomTag.Item.Group)
        {
            throw Damaged(start, $"{tag} stands where an element should");
        }

        var vr = DicomVr.Unsaid;
        uint length;
        offset += 8;
        if (!encoding.IsExplicit)
        {
            length = encoding.ReadUInt32(head[4..]);
        }
        else
        {
            vr = new((char)head[4], (char)head[5]);
            if (!vr.IsKnown)
            {
                throw Damaged(start, $"{tag} has no value representation that is known");
            }

            length = vr.HasLongHeader ? encoding.ReadUInt32(Bytes(offset, 4, end)) : encoding.ReadUInt16(head[6..]);
            offset += vr.HasLongHeader ? 4 : 0;
        }

        if (length == DicomEncoding.Undefined)
        {
            return tag.Number == DicomTags.PixelData && encoding.IsExplicit && vr != DicomVr.SQ
                ? ReadFragments(tag, vr, encoding, start, ref offset, end)
                : ReadOpenSequence(tag, vr, encoding, start, ref offset, end, depth);
        }

        var valueStart = offset;
        Require(tag, offset, length, end);
        offset += (int)length;
        var raw = Memory(start, offset);
        return new(tag, vr, encoding, raw, raw[(valueStart - start)..])
        {
            Items = ReadClosedSequence(vr, encoding, valueStart, offset, depth),
        };
    }

    private DicomElement ReadOpenSequence(
        DicomTag tag, DicomVr vr, DicomEncoding encoding, int start, ref int offset, int end, int depth)
    {
        // PS3.5, 6.2.2 note 2: a sequence of unknown representation is written without representations.
        var inner = vr == DicomVr.UN ? DicomEncoding.ImplicitLittle : encoding;
        if (!vr.IsUnknown && vr != DicomVr.SQ)
        {
            throw Damaged(start, $"{tag} is no sequence and has no length");
        }

        var valueStart = offset;
        var items = ReadItems(ref offset, end, inner, isOpen: true, depth);
        var raw = Memory(start, offset);
        return new(tag, vr, encoding, raw, raw[(valueStart - start)..^8]) { Items = items, IsUndefinedLength = true };
    }

    /// <summary>The items of a sequence of defined length; null where the value is none.</summary>
    private List<DicomItem>? ReadClosedSequence(DicomVr vr, DicomEncoding encoding, int start, int end, int depth)
    {
        if (vr == DicomVr.SQ)
        {
            return ReadItems(ref start, end, encoding, isOpen: false, depth);
        }

        var inner = vr == DicomVr.UN ? DicomEncoding.ImplicitLittle : encoding;
        if (!vr.IsUnknown || end - start < 8 || inner.ReadTag(Bytes(start, 4, end)) != DicomTag.Item)
        {
            return null;
        }

        try
        {
            // Without a representation it is the content that says whether this is a sequence.
            return ReadItems(ref start, end, inner, isOpen: false, depth);
        }
        catch (VolumeFormatException)
        {
            return null;
        }
    }

    private List<DicomItem> ReadItems(ref int offset, int end, DicomEncoding encoding, bool isOpen, int depth)
    {
        if (depth >= MaximumDepth)
        {
            throw Damaged(offset, $"sequences are nested more than {MaximumDepth} deep");
        }

        var items = new List<DicomItem>();
        while (isOpen || offset < end)
        {
            var start = offset;
            var (tag, length) = ReadItemHeader(ref offset, end, encoding);
            if (tag == DicomTag.SequenceEnd)
            {
                return isOpen ? items : throw Damaged(start, "a sequence ends before its length does");
            }

            if (tag != DicomTag.Item)
            {
                throw Damaged(start, $"{tag} stands where an item should");
            }

            items.Add(ReadItem(start, length, ref offset, end, encoding, depth));
        }

        return items;
    }

    private DicomItem ReadItem(int start, uint length, ref int offset, int end, DicomEncoding encoding, int depth)
    {
        var elements = new List<DicomElement>();
        var isOpen = length == DicomEncoding.Undefined;
        if (!isOpen)
        {
            Require(DicomTag.Item, offset, length, end);
            end = offset + (int)length;
        }

        while (isOpen || offset < end)
        {
            if (isOpen && encoding.ReadTag(Bytes(offset, 8, end)) == DicomTag.ItemEnd)
            {
                offset += 8;
                break;
            }

            elements.Add(ReadElement(ref offset, end, encoding, depth + 1));
        }

        return new(Once(elements, encoding, offset), Memory(start, offset), isOpen);
    }

    private DicomElement ReadFragments(
        DicomTag tag, DicomVr vr, DicomEncoding encoding, int start, ref int offset, int end)
    {
        var valueStart = offset;
        var fragments = new List<ReadOnlyMemory<byte>>();
        while (true)
        {
            var itemStart = offset;
            var (itemTag, length) = ReadItemHeader(ref offset, end, encoding);
            if (itemTag == DicomTag.SequenceEnd)
            {
                break;
            }

            if (itemTag != DicomTag.Item)
            {
                throw Damaged(itemStart, $"{itemTag} stands where a fragment of pixel data should");
            }

            Require(tag, offset, length, end);
            fragments.Add(Memory(offset, offset + (int)length));
            offset += (int)length;
        }

        var raw = Memory(start, offset);
        return new(tag, vr, encoding, raw, raw[(valueStart - start)..^8])
        {
            Fragments = fragments,
            IsUndefinedLength = true,
        };
    }

    private (DicomTag Tag, uint Length) ReadItemHeader(ref int offset, int end, DicomEncoding encoding)
    {
        var head = Bytes(offset, 8, end);
        offset += 8;
        return (encoding.ReadTag(head), encoding.ReadUInt32(head[4..]));
    }

    /// <summary>Zeros that some archives put after the last element.</summary>
    private bool IsPadding(DicomTag tag, int offset) =>
        tag.Number == 0 && data.Length == wholeLength && !data.Span[offset..].ContainsAnyExcept((byte)0);

    private void Require(DicomTag tag, int offset, uint length, int end)
    {
        if (length > end - offset)
        {
            throw Truncated(
                $"{tag} claims {Counted.Of(length, "byte")} from byte {offset}, of which it has {end - offset}");
        }

        RequireRead(offset + (long)length);
    }

    private ReadOnlySpan<byte> Bytes(int offset, int count, int end)
    {
        if (end - offset < count)
        {
            throw Truncated($"it ends at byte {end}, inside an element");
        }

        RequireRead(offset + (long)count);
        return data.Span.Slice(offset, count);
    }

    private ReadOnlyMemory<byte> Memory(int start, int end) => data[start..end];

    private void RequireRead(long end)
    {
        if (end > data.Length)
        {
            throw new MoreDataNeededException();
        }
    }

    private VolumeFormatException Truncated(string what) => new(
        VolumeFormatFault.VolumeTruncated, path,
        $"The DICOM file is cut short: {what}. Copy it again from its source.");

    private VolumeFormatException Damaged(int offset, string what) => new(
        VolumeFormatFault.NotDicom, path,
        $"This is no DICOM file, or a damaged one: at byte {offset} {what}. Copy it again from its source.");
}

/// <summary>The first bytes of a file did not hold all that was to be read.</summary>
internal sealed class MoreDataNeededException : Exception;
