using System.Security.Cryptography;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// Random numbers that depend on a seed and a voxel's index only (SplitMix64 of Steele et al., OOPSLA 2014, as a
/// counter-based generator), so that the same scan gets the same noise on every machine and with any number of threads.
/// </summary>
internal readonly record struct VoxelNoise(ulong Seed)
{
    private const double Unit = 1.0 / (1UL << 53);

    /// <summary>A seed from the stored voxels that defacing kept, and from the user's own number.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="removed">Voxels that do not count.</param>
    /// <param name="seed">The user's number.</param>
    public static VoxelNoise FromContent(Volume volume, Mask removed, int seed)
    {
        var kept = volume.Voxels.ToArray();
        var mask = removed.Voxels.Span;
        var size = volume.VoxelType.ByteSize();
        for (var voxel = 0; voxel < kept.Length / size; voxel++)
        {
            if (mask[voxel % mask.Length] != 0)
            {
                kept.AsSpan(voxel * size, size).Clear();
            }
        }

        return new(BitConverter.ToUInt64(SHA256.HashData(kept)) ^ Mix((ulong)seed));
    }

    /// <summary>A share drawn evenly from 0 up to but not including 1; draws with other streams are
    /// independent.</summary>
    public double Uniform(int voxel, int stream) =>
        (Mix(Seed + ((ulong)voxel * 4 + (ulong)stream) * 0x9E3779B97F4A7C15) >> 11) * Unit;

    /// <summary>A standard normal number (Box and Muller, Ann. Math. Stat. 29:610, 1958); uses streams 2 and
    /// 3.</summary>
    public double Normal(int voxel) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(voxel, 2))) * Math.Cos(2 * Math.PI * Uniform(voxel, 3));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
