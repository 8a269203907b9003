using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// Random numbers that depend on a seed and a voxel's index only (SplitMix64 of Steele et al., OOPSLA 2014, as a
/// counter-based generator), so that the same scan gets the same noise on every machine and with any number of threads.
/// </summary>
internal readonly record struct VoxelNoise(ulong Seed)
{
    /// <summary>Voxels whose hash is taken at once.</summary>
    private const int ChunkSize = 1 << 16;

    private const double Unit = 1.0 / (1UL << 53);

    /// <summary>A seed from the stored voxels that defacing kept, and from the user's own number.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="removed">Voxels that do not count.</param>
    /// <param name="seed">The user's number.</param>
    public static VoxelNoise FromContent(Volume volume, Mask removed, int seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = volume.VoxelType.ByteSize();
        var room = new byte[Math.Min(ChunkSize, removed.Voxels.Length) * size];
        for (var frame = 0; frame < volume.FrameCount; frame++)
        {
            var voxels = volume.Voxels.Span.Slice(frame * removed.Voxels.Length * size, removed.Voxels.Length * size);
            for (var start = 0; start < removed.Voxels.Length; start += ChunkSize)
            {
                var mask = removed.Voxels.Span.Slice(start, Math.Min(ChunkSize, removed.Voxels.Length - start));
                var kept = room.AsSpan(0, mask.Length * size);
                voxels.Slice(start * size, kept.Length).CopyTo(kept);
                ClearRemoved(kept, mask, size);
                hash.AppendData(kept);
            }
        }

        return new(BitConverter.ToUInt64(hash.GetHashAndReset()) ^ Mix((ulong)seed));
    }

    private static void ClearRemoved(Span<byte> kept, ReadOnlySpan<byte> mask, int size)
    {
        for (var voxel = mask.IndexOfAnyExcept((byte)0); voxel >= 0 && voxel < mask.Length; voxel++)
        {
            if (mask[voxel] != 0)
            {
                kept.Slice(voxel * size, size).Clear();
            }
        }
    }

    /// <summary>A share drawn evenly from 0 up to but not including 1; draws with other streams are
    /// independent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Uniform(int voxel, int stream) =>
        (Mix(Seed + ((ulong)voxel * 4 + (ulong)stream) * 0x9E3779B97F4A7C15) >> 11) * Unit;

    /// <summary>A standard normal number (Box and Muller, Ann. Math. Stat. 29:610, 1958); uses streams 2 and
    /// 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Normal(int voxel) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(voxel, 2))) * Math.Cos(2 * Math.PI * Uniform(voxel, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
