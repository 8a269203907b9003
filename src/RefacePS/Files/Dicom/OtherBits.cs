using System.Numerics;
using System.Runtime.InteropServices;

namespace RefacePS.Files.Dicom;

/// <summary>The content of those bits of cells that are no part of the pixel (PS3.5, 8.1.1).</summary>
internal enum OtherBitsContent
{
    /// <summary>The same in all cells: nothing.</summary>
    Nothing,

    /// <summary>The sign of the pixel below them, as in numbers of the whole cell. Many readers take them for
    /// that.</summary>
    Sign,

    /// <summary>Something that the pixels do without: an overlay, marks of old scanners, memory that was not
    /// cleared.</summary>
    Leftovers,

    /// <summary>A part of the pixels, which need more bits than are said to be stored.</summary>
    Pixels,
}

/// <summary>Tells what bits hold that are no part of the pixel.</summary>
internal static class OtherBits
{
    /// <summary>Share of the changes of other bits at which pixels that lack them leap. Of those that do, most leap;
    /// of those that do not, only the sharpest edges that there can be.</summary>
    private const double LeastLeaps = 0.1;

    /// <summary>The content of those of an image.</summary>
    /// <param name="format">The format of its cells.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="isBigEndian">Their byte order.</param>
    public static OtherBitsContent Of(PixelFormat format, ReadOnlySpan<byte> cells, bool isBigEndian)
    {
        var isAlike = format.OtherBits == 0 || format.CellSize switch
        {
            1 => AreAlike<byte>(format, cells, isBigEndian),
            2 => AreAlike<ushort>(format, cells, isBigEndian),
            _ => AreAlike<uint>(format, cells, isBigEndian),
        };
        return isAlike ? OtherBitsContent.Nothing
            : AreSigns(format, cells, isBigEndian) ? OtherBitsContent.Sign
            : ArePixels(format, cells, isBigEndian) ? OtherBitsContent.Pixels
            : OtherBitsContent.Leftovers;
    }

    /// <summary>True if the pixels are signed, and each has its sign in all bits above it.</summary>
    /// <param name="format">The format of the cells.</param>
    /// <param name="cells">The cells of one or more images.</param>
    /// <param name="isBigEndian">Their byte order.</param>
    public static bool AreSigns(PixelFormat format, ReadOnlySpan<byte> cells, bool isBigEndian)
    {
        for (var i = 0; format.IsSigned && i < cells.Length / format.CellSize; i++)
        {
            var cell = format.ReadCell(cells, i, isBigEndian);
            if (format.BesidePixel(cell) != 0)
            {
                return false;
            }
        }

        return format.IsSigned;
    }

    /// <summary>
    /// True if pixels go on in bits below them, or in bits above: where those change from one pixel to the next, what
    /// is said to be the pixel leaps over half its range, as a clock does at midnight. Leftovers lie there whatever
    /// the pixel does.
    /// </summary>
    private static bool ArePixels(PixelFormat format, ReadOnlySpan<byte> cells, bool isBigEndian)
    {
        var (changes, leaps) = (0, 0);
        var half = 1L << format.BitsStored - 1;
        var before = format.ReadCell(cells, 0, isBigEndian);
        for (var i = 1; i < cells.Length / format.CellSize; i++)
        {
            var cell = format.ReadCell(cells, i, isBigEndian);
            var changed = format.BesidePixel(cell) ^ format.BesidePixel(before);
            if ((changed & format.BitsBelow) != 0)
            {
                return true;
            }

            if (changed != 0)
            {
                changes++;
                leaps += Math.Abs(format.FromCell(cell) - format.FromCell(before)) >= half ? 1 : 0;
            }

            before = cell;
        }

        return leaps > LeastLeaps * changes;
    }

    private static bool AreAlike<T>(PixelFormat format, ReadOnlySpan<byte> bytes, bool isBigEndian)
        where T : unmanaged, IBinaryInteger<T>
    {
        var cells = MemoryMarshal.Cast<byte, T>(bytes);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        var (first, differing) = (new Vector<T>(cells[0]), Vector<T>.Zero);
        foreach (var vector in vectors)
        {
            differing |= vector ^ first;
        }

        Span<T> rest = stackalloc T[1];
        for (var lane = 0; lane < Vector<T>.Count; lane++)
        {
            rest[0] |= differing[lane];
        }

        foreach (var cell in cells[(vectors.Length * Vector<T>.Count)..])
        {
            rest[0] |= cell ^ cells[0];
        }

        return (format.ReadCell(MemoryMarshal.AsBytes(rest), 0, isBigEndian) & format.OtherBits) == 0;
    }
}
