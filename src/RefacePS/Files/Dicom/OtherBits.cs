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

    /// <summary>Something of their own: an overlay, or pixels that need more bits than are said to be stored.</summary>
    Content,
}

/// <summary>Tells what bits hold that are no part of the pixel.</summary>
internal static class OtherBits
{
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
            : format.IsSigned && AreSigns(format, cells, isBigEndian) ? OtherBitsContent.Sign
            : OtherBitsContent.Content;
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

    private static bool AreSigns(PixelFormat format, ReadOnlySpan<byte> cells, bool isBigEndian)
    {
        for (var i = 0; i < cells.Length / format.CellSize; i++)
        {
            var cell = format.ReadCell(cells, i, isBigEndian);
            if (format.WithSign(cell) != cell)
            {
                return false;
            }
        }

        return true;
    }
}
