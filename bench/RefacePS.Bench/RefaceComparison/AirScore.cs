using RefacePS.Atlases;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>
/// Artificial air against the real air that stood in the same voxels: those before the average head, some way from the
/// skin of the true head and from that of the new one, which may be larger.
/// </summary>
/// <param name="Mean">Mean of artificial air over that of real air.</param>
/// <param name="Deviation">Standard deviation of artificial air over that of real air.</param>
/// <param name="Correlation">Correlation of artificial air with its next neighbour.</param>
/// <param name="RealCorrelation">The same of real air.</param>
internal sealed record AirScore(double Mean, double Deviation, double Correlation, double RealCorrelation)
{
    /// <summary>From this intensity on, on the scale where air is -1 and brain -0.2, a voxel is skin and not
    /// air.</summary>
    private const double Skin = -0.7;

    /// <summary>Voxels that air stays away from skin, whose edge is neither.</summary>
    private const int Margin = 2;

    public static AirScore Measure(ComparedScan scan, HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        var (truth, made) = (scan.Truth, scan.Made);
        var points = Resampling.Transform(Resampling.WorldPoints(truth.Grid, CPU), scan.Scan2Atlas);
        var brightest = maximum(scan.Scale.Normalise(truth.Voxels), scan.Scale.Normalise(made.Voxels));
        var skin = Morphology.Dilate((brightest > Skin).to(float32), 2 * Margin + 1) > 0;
        var air = atlas.IsOutsideHead(points).reshape(truth.Voxels.shape) & scan.Removed & skin.logical_not();
        var (real, artificial) = (truth.Voxels[air], made.Voxels[air]);
        return new(
            artificial.mean().ToDouble() / real.mean().ToDouble(), artificial.std().ToDouble() / real.std().ToDouble(),
            Neighbours(made.Voxels, air), Neighbours(truth.Voxels, air));
    }

    private static double Neighbours(Tensor values, Tensor air)
    {
        var n = values.shape[2] - 1;
        var pairs = air.narrow(2, 0, n) & air.narrow(2, 1, n);
        return corrcoef(stack([values.narrow(2, 0, n)[pairs], values.narrow(2, 1, n)[pairs]]))[0, 1].ToDouble();
    }
}
