using System.Buffers.Binary;

namespace RefacePS.Files;

/// <summary>
/// What follows the voxels of an MGH file: five numbers of the acquisition, then tags, each with a number, a length and
/// content (FreeSurfer, tags.h). Older files end before any of it.
/// </summary>
internal static class MghFooter
{
    private const int ParametersSize = 20;

    /// <summary>TAG_OLD_MGH_XFORM, whose length takes four bytes where all others take eight.</summary>
    private const int OldTransform = 30;

    /// <summary>
    /// Tags of numbers alone: use of real RAS, average surface area, alignment, scalars, phase encoding, field
    /// strength, and the map of the volume that this one was made from. All others may name files, folders and people:
    /// command lines, the path of a transform or of a colour table, frames.
    /// </summary>
    private static readonly int[] Harmless = [4, 32, 33, 40, 41, 43, 44];

    /// <summary>The footer without tags that may name a person or a place. From a tag on whose length is not known, all
    /// is left out.</summary>
    public static ReadOnlyMemory<byte> WithoutNames(ReadOnlyMemory<byte> footer)
    {
        var kept = new MemoryStream();
        var start = Math.Min(ParametersSize, footer.Length);
        kept.Write(footer.Span[..start]);
        while (EndOfTag(footer.Span[start..]) is { } length)
        {
            var tag = footer.Span.Slice(start, length);
            if (Harmless.Contains(BinaryPrimitives.ReadInt32BigEndian(tag)))
            {
                kept.Write(tag);
            }

            start += length;
        }

        return kept.ToArray();
    }

    /// <summary>One of the acquisition's numbers: repetition time (ms), flip angle (radians), echo time (ms), inversion
    /// time (ms); null where it is not there or says nothing.</summary>
    public static double? Parameter(ReadOnlySpan<byte> footer, int index) =>
        footer.Length >= (index + 1) * sizeof(float)
        && BinaryPrimitives.ReadSingleBigEndian(footer[(index * sizeof(float))..]) is > 0 and < float.PositiveInfinity
            and var value
            ? value : null;

    /// <summary>Bytes of the tag that something starts with; null where there is none, or one of unknown
    /// length.</summary>
    private static int? EndOfTag(ReadOnlySpan<byte> rest)
    {
        const int numberSize = sizeof(int);
        if (rest.Length < numberSize)
        {
            return null;
        }

        var isOld = BinaryPrimitives.ReadInt32BigEndian(rest) == OldTransform;
        var headSize = numberSize + (isOld ? sizeof(int) : sizeof(long));
        if (rest.Length < headSize)
        {
            return null;
        }

        var length = isOld ? BinaryPrimitives.ReadInt32BigEndian(rest[numberSize..])
            : BinaryPrimitives.ReadInt64BigEndian(rest[numberSize..]);
        return length >= 0 && length <= rest.Length - headSize ? headSize + (int)length : null;
    }
}
