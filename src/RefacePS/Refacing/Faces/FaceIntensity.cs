using System.Runtime.CompilerServices;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// Turns a generated intensity into what the scanner would have recorded: air becomes a draw from the scan's own air,
/// tissue gets the scan's noise, and between the two they mix.
/// </summary>
/// <param name="intensity">The scan's air and scale.</param>
/// <param name="noise">Numbers for every voxel.</param>
/// <param name="texture">Shares for the voxels of air.</param>
internal sealed class FaceIntensity(ScanIntensity intensity, VoxelNoise noise, AirTexture texture)
{
    /// <summary>Median of a Rayleigh distribution over its scale: how the magnitude of complex noise relates to its
    /// deviation.</summary>
    private const double RayleighMedian = 1.1774;

    /// <summary>Generated values this share of the way from air to brain are tissue through and through.</summary>
    private const double TissueShare = 0.2;

    /// <summary>Deviation of the noise of tissue, from the spread of air round its lowest value; 0 where air was
    /// blanked by the scanner.</summary>
    private readonly double deviation = Math.Max(0, intensity.Air.Median - intensity.Air.Quantile(0)) / RayleighMedian;

    /// <summary>The real value to store.</summary>
    /// <param name="generated">Generated intensity, [-1, 1].</param>
    /// <param name="voxel">Index of the voxel in the scan.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float At(float generated, int voxel)
    {
        var value = intensity.Scale.Restore(generated);
        var share = Math.Clamp(
            (value - intensity.Scale.Air) / (TissueShare * (intensity.Scale.Brain - intensity.Scale.Air)), 0, 1);
        var tissue = share * share * (3 - 2 * share);
        var air = intensity.Air.Quantile(texture.Share(voxel));
        return (float)(tissue * (value + deviation * noise.Normal(voxel)) + (1 - tissue) * air);
    }
}
