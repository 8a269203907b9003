using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>
/// Takes the shading of receiver coils out of a brain before it is aligned and its tissues are found. A coil close to
/// the scalp makes what lies under it several times as bright as the middle of the brain: bone and dura would pass for
/// brain there. The shading is the smooth part of how a scan differs from the average brain where it lies;
/// what the histogram alone tells (Tustison et al., IEEE Trans. Med. Imaging 29:1310, 2010) leaves half of a shading
/// that follows the distance from the middle, as grey and white matter do too.
/// </summary>
internal static class BiasCorrection
{
    /// <summary>The field is found at this voxel size (mm): it is smooth, and noise is averaged.</summary>
    private const double Spacing = 4;

    /// <summary>Standard deviation (mm) of the smoothing. Each step smooths what the steps before have left.</summary>
    private const double Smoothing = 24;

    private const int Steps = 8;

    /// <summary>Voxels more probable than this to be in the cavity count.</summary>
    private const double SureCavity = 0.8;

    /// <summary>Voxels darker than this share of the mean are fluid, which lies elsewhere in every head.</summary>
    private const double LeastShare = 0.4;

    /// <summary>The largest difference (logarithm) of a voxel that can be shading.</summary>
    private const double LargestDifference = 0.4;

    /// <summary>The farthest that a field goes from its mean (logarithm): a factor of 7.</summary>
    private const double LargestField = 2;

    /// <summary>Classes of the average's intensity; each has its own in the scan, whatever the contrast.</summary>
    private const int Classes = 16;

    /// <summary>A brain without its shading.</summary>
    /// <param name="brain">The box round the cavity.</param>
    /// <param name="scan2Atlas">Where it lies.</param>
    /// <param name="atlas">The average brain.</param>
    public static Image Correct(Image brain, AffineMatrix scan2Atlas, BrainPriors atlas)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(brain, Spacing);
        var points = Resampling.Transform(Resampling.WorldPoints(shrunk.Grid, shrunk.Voxels.device), scan2Atlas);
        using var expected = HostTensor.Read(Resampling.SampleWorld(atlas.Average, points));
        using var inside = HostTensor.Read(Resampling.SampleWorld(atlas.Cavity, points));
        var logarithms = Array.ConvertAll(
            shrunk.ToArray(), value => value > 0 ? Math.Log(value) : double.NegativeInfinity);
        int[] cavity = [.. Enumerable.Range(0, logarithms.Length).Where(voxel => inside.Span[voxel] > SureCavity)];
        var field = new float[logarithms.Length];
        for (var step = 0; step < Steps; step++)
        {
            Step(logarithms, cavity, expected.Span, field, shrunk);
        }

        var fine = Resampling.Refine(
            tensor(field, shrunk.Voxels.shape).to(brain.Voxels.device), shrunk.Grid, brain.Grid);
        return new Image(brain.Grid, brain.Voxels * (-fine).exp());
    }

    /// <summary>Improves a field by the cavity's voxels.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Step(
        double[] logarithms, int[] cavity, ReadOnlySpan<float> expected, float[] field, Image image)
    {
        using var scope = NewDisposeScope();
        var sums = new float[2 * field.Length];
        var bright = Bright(logarithms, cavity, field);
        var (total, count) = (new double[Classes], new double[Classes]);
        foreach (var (voxel, logarithm) in bright)
        {
            var of = ClassOf(expected[voxel]);
            (total[of], count[of]) = (total[of] + logarithm, count[of] + 1);
        }

        foreach (var (voxel, logarithm) in bright)
        {
            var of = ClassOf(expected[voxel]);
            var difference = logarithm - total[of] / count[of];
            if (Math.Abs(difference) < LargestDifference)
            {
                (sums[voxel], sums[field.Length + voxel]) = ((float)difference, 1);
            }
        }

        var smooth = Resampling.Smooth(tensor(sums, [2, .. image.Voxels.shape]), Smoothing / Spacing);
        using var smoothed = HostTensor.Read(smooth);
        for (var voxel = 0; voxel < field.Length; voxel++)
        {
            var weight = smoothed.Span[field.Length + voxel];
            var change = weight > 1e-6f ? smoothed.Span[voxel] / weight : 0;
            field[voxel] = (float)Math.Clamp(field[voxel] + change, -LargestField, LargestField);
        }
    }

    /// <summary>The cavity's voxels that are not fluid, and the logarithms of their values without the field.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static List<(int Voxel, double Logarithm)> Bright(double[] logarithms, int[] cavity, float[] field)
    {
        var sum = 0.0;
        foreach (var voxel in cavity)
        {
            sum += Math.Exp(logarithms[voxel] - field[voxel]);
        }

        var least = Math.Log(LeastShare * sum / Math.Max(1, cavity.Length));
        var bright = new List<(int Voxel, double Logarithm)>(cavity.Length);
        foreach (var voxel in cavity)
        {
            var logarithm = logarithms[voxel] - field[voxel];
            if (logarithm > least)
            {
                bright.Add((voxel, logarithm));
            }
        }

        return bright;
    }

    [MethodImpl(AggressiveInlining)]
    private static int ClassOf(float expected) => Math.Clamp((int)(expected * Classes), 0, Classes - 1);
}
