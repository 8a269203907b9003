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
        // Digit by digit of keys that are ordered as the values are: three looks at all of them.
        var (prefix, mask) = (0u, 0u);
        Span<int> counts = stackalloc int[Buckets];
        for (var shift = 2 * Bits - 1; ; shift = Math.Max(0, shift - Bits))
        {
            counts.Clear();
            for (var i = 0; i < values.Length; i += stride)
            {
                var key = KeyOf(values[i]);
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
                return ValueOf(prefix);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint KeyOf(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }

    private static float ValueOf(uint key) =>
        BitConverter.UInt32BitsToSingle((key & 0x8000_0000) != 0 ? key & 0x7FFF_FFFF : ~key);
}
