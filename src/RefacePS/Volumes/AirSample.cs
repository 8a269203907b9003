using System.Runtime.CompilerServices;

namespace RefacePS.Volumes;

/// <summary>
/// A sample of the air in a scan: real values of voxels that are surely outside the head, sorted. Air is not always 0:
/// MR air is noise with ghosts, CT air is about -1000.
/// </summary>
public sealed class AirSample
{
    private const int Minimum = 64;
    private readonly float[] sorted;

    private AirSample(float[] sorted) => this.sorted = sorted;

    /// <summary>The middle value.</summary>
    public float Median => sorted[sorted.Length / 2];

    /// <summary>A value as air has it, for a share drawn evenly from 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Quantile(double share) => sorted[(int)(share * sorted.Length)];

    /// <summary>Collects air, or takes the lowest percent of all voxels where hardly any lies outside the
    /// head.</summary>
    /// <param name="values">Real values of a scan.</param>
    /// <param name="isOutside">Whether a voxel surely lies outside the head.</param>
    public static AirSample Collect(ReadOnlySpan<float> values, Func<int, bool> isOutside)
    {
        var stride = Math.Max(1, values.Length / 400_000);
        var (air, all) = (new List<float>(), new List<float>());
        for (var i = 0; i < values.Length; i += stride)
        {
            all.Add(values[i]);
            if (isOutside(i))
            {
                air.Add(values[i]);
            }
        }

        var isEnough = air.Count >= Minimum;
        var sample = isEnough ? air : all;
        sample.Sort();
        return new AirSample([.. sample.Take(isEnough ? sample.Count : Math.Max(1, sample.Count / 100))]);
    }
}
