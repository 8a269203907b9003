using RefacePS.Atlases;
using RefacePS.Refacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>Artificial air against the real air that stood in the same voxels.</summary>
/// <param name="Mean">Mean of artificial air over that of real air.</param>
/// <param name="Deviation">Standard deviation of artificial air over that of real air.</param>
/// <param name="Correlation">Correlation of artificial air with its next neighbour.</param>
/// <param name="RealCorrelation">The same of real air.</param>
internal sealed record AirScore(double Mean, double Deviation, double Correlation, double RealCorrelation)
{
    public static AirScore Measure(Volume original, Volume refaced, HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        using var truth = Image.FromVolume(original, CPU);
        using var made = Image.FromVolume(refaced, CPU);
        var points = Resampling.Transform(Resampling.WorldPoints(original.Grid, CPU), refaced.Transform!.Value);
        var removed = tensor(refaced.FaceMask!.Voxels.ToArray(), truth.Voxels.shape) > 0;
        var air = atlas.IsOutsideHead(points).reshape(truth.Voxels.shape) & removed;
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
