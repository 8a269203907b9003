using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace RefacePS.Files;

/// <summary>
/// The part after the voxels of an MGH file: five numbers of the acquisition, then tags, each with a number, a length
/// and content (FreeSurfer, tags.h). Older files end before any of it.
/// </summary>
internal static partial class MghFooter
{
    private const int ParametersSize = 20;

    /// <summary>TAG_OLD_MGH_XFORM, whose length takes four bytes where all others take eight.</summary>
    private const int OldTransform = 30;

    private const int UseOfRealRas = 4;
    private const int GroupAverageSurfaceArea = 32;
    private const int AutoAlign = 33;
    private const int PhaseEncodingDirection = 41;
    private const int FieldStrength = 43;
    private const int OriginalRas2Vox = 44;

    /// <summary>The footer without tags that may name a person or a place. From a tag on whose length is not known, all
    /// is left out.</summary>
    public static ReadOnlyMemory<byte> WithoutNames(ReadOnlyMemory<byte> footer)
    {
        var kept = new MemoryStream();
        var start = Math.Min(ParametersSize, footer.Length);
        kept.Write(footer.Span[..start]);
        while (PartsOfTag(footer.Span[start..]) is var (head, content))
        {
            var tag = footer.Span.Slice(start, head + content);
            if (IsOfNumbers(BinaryPrimitives.ReadInt32BigEndian(tag), tag[head..]))
            {
                kept.Write(tag);
            }

            start += tag.Length;
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

    /// <summary>
    /// True for tags of numbers alone that hold such. All others may name files, folders and people: command lines, the
    /// path of a transform or of a colour table, frames, and what is not known.
    /// </summary>
    private static bool IsOfNumbers(int tag, ReadOnlySpan<byte> content) => tag switch
    {
        UseOfRealRas or GroupAverageSurfaceArea or FieldStrength => content.Length <= sizeof(float),
        AutoAlign or OriginalRas2Vox => Matrix().IsMatch(Encoding.Latin1.GetString(content)),
        PhaseEncodingDirection => Direction().IsMatch(Encoding.Latin1.GetString(content)),
        _ => false,
    };

    /// <summary>Sixteen numbers as text, in a field that zeros fill up.</summary>
    [GeneratedRegex(@"^(Matrix|AutoAlign)[0-9 .+\-einfa]*\0*\z")]
    private static partial Regex Matrix();

    /// <summary>Directions such as <c>ROW</c>, <c>AP</c> and <c>UNKNOWN</c>.</summary>
    [GeneratedRegex(@"^[A-Z+\-]{0,8}\0*\z")]
    private static partial Regex Direction();

    /// <summary>Bytes of the head and of the content of the tag that something starts with; null where there is none,
    /// or one of unknown length.</summary>
    private static (int Head, int Content)? PartsOfTag(ReadOnlySpan<byte> rest)
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
        return length >= 0 && length <= rest.Length - headSize ? (headSize, (int)length) : null;
    }
}
