using System.Buffers;
using System.Runtime.CompilerServices;

namespace RefacePS.Volumes.Kernels;

/// <summary>Finds the value of a rank among many, without sorting them.</summary>
internal static class Selection
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;

    /// <summary>The value that a number of the values lie before; numbers that are none come last.</summary>
    /// <param name="values">The values; at least one.</param>
    /// <param name="stride">Every so many-th counts.</param>
    /// <param name="rank">From 0 to before the number of those that count.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float OfRank(ReadOnlySpan<float> values, int stride, int rank)
    {
        var count = (values.Length + stride - 1) / stride;
        var room = ArrayPool<uint>.Shared.Rent(count);
        for (var (key, i) = (0, 0); i < values.Length; key++, i += stride)
        {
            room[key] = KeyOf(values[i]);
        }

        var found = ValueOf(OfRank(room.AsSpan(0, count), rank));
        ArrayPool<uint>.Shared.Return(room);
        return found;
    }

    /// <summary>Digit by digit: three looks at all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint OfRank(ReadOnlySpan<uint> keys, int rank)
    {
        var (prefix, mask) = (0u, 0u);
        Span<int> counts = stackalloc int[Buckets];
        for (var shift = 2 * Bits - 1; ; shift = Math.Max(0, shift - Bits))
        {
            counts.Clear();
            foreach (var key in keys)
            {
                if ((key & mask) == prefix)
                {
                    counts[(int)(key >> shift & (Buckets - 1))]++;
                }
            }

            var bucket = 0;
            while (rank >= counts[bucket])
            {
                rank -= counts[bucket++];
            }

            prefix |= (uint)bucket << shift;
            mask |= (uint)(Buckets - 1) << shift;
            if (shift == 0)
            {
                return prefix;
            }
        }
    }

    /// <summary>A key that is ordered as the values are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint KeyOf(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }

    private static float ValueOf(uint key) =>
        BitConverter.UInt32BitsToSingle((key & 0x8000_0000) != 0 ? key & 0x7FFF_FFFF : ~key);
}
