using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>Sums brains and their structures carried into atlas space. Left and right are averaged, so the result is
/// symmetric.</summary>
internal sealed class BrainAverage : IDisposable
{
    private const double BrightestShare = 0.998;

    private readonly VoxelGrid grid;
    private readonly Tensor sum;
    private int count;

    public BrainAverage(VoxelGrid grid, Device device)
    {
        this.grid = grid;
        sum = zeros(1 + BrainRegions.StructureCount, grid.Nz, grid.Ny, grid.Nx, device: device)
            .DetachFromDisposeScope();
    }

    /// <summary>Adds a brain.</summary>
    /// <param name="brain">The box round the cavity.</param>
    /// <param name="structures">Numbers of the structures of its voxels, [N], int64.</param>
    /// <param name="alignment">Where it lies in the atlas.</param>
    public void Add(Image brain, Tensor structures, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        var shares = nn.functional.one_hot(structures, BrainRegions.StructureCount).t().to(float32);
        var inside = structures > 0;
        var scale = HeadThreshold.Percentile(brain.Voxels.reshape(-1)[inside], 0.5);
        var channels = cat([brain.Voxels.reshape(1, -1) / scale, shares])
            .reshape(-1, brain.Grid.Nz, brain.Grid.Ny, brain.Grid.Nx);
        var points = alignment.ToScan(Resampling.WorldPoints(grid, brain.Voxels.device));
        sum.add_(Resampling.SampleWorld(channels, brain.Grid, points).reshape(sum.shape));
        count++;
    }

    /// <summary>The average and the probabilities of what was added, as exact as the files of an atlas hold
    /// them.</summary>
    public BrainPriors Result()
    {
        using var scope = NewDisposeScope();
        var mean = (sum + sum.flip(1)) / (2.0 * count);
        var intensity = (mean[0] / HeadThreshold.Percentile(mean[0], BrightestShare)).clamp(0, 1);
        return new BrainPriors(
            new Image(grid, Rounded(intensity)), Rounded(mean.narrow(0, 1, BrainRegions.StructureCount)));
    }

    private static Tensor Rounded(Tensor values) => (values / BrainAtlasWriter.Step).round() * BrainAtlasWriter.Step;

    /// <inheritdoc/>
    public void Dispose() => sum.Dispose();
}
