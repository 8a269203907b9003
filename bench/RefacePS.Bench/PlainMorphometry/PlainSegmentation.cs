using RefacePS.Atlases;
using RefacePS.Morphometry;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.PlainMorphometry;

/// <summary>
/// A plain segmentation to compare with, as such were before they learned to look at the brain alone: an average head
/// is aligned with the whole head, face and all, by least squares; what it calls the cavity is cut out, and tissues are
/// three normal distributions of intensity. No bias field, no robust weights, no smooth field, no network.
/// </summary>
/// <param name="heads">The average head.</param>
/// <param name="priors">Where structures are in it.</param>
internal sealed class PlainSegmentation(HeadAtlas heads, BrainPriors priors)
{
    /// <summary>Voxel size (mm) of the alignment, and its steps.</summary>
    private const double Spacing = 4;
    private const int Steps = 40;

    /// <summary>Steps of expectation maximisation.</summary>
    private const int Rounds = 30;

    /// <summary>Shares of the cavity's intensities that fluid, grey and white matter start at.</summary>
    private static readonly double[] Starts = [0.1, 0.45, 0.8];

    /// <summary>Volumes of the 17 regions, mL, in the order of <see cref="BrainRegion"/>.</summary>
    /// <param name="volume">The scan.</param>
    /// <param name="start">World of the scan to world of the atlas, roughly.</param>
    public double[] Measure(Volume volume, AffineMatrix start)
    {
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(volume, CPU);
        var points = Resampling.Transform(Resampling.WorldPoints(scan.Grid, CPU), Align(scan, start));
        var inside = Resampling.SampleWorld(priors.Cavity, points) > 0.5;
        var structures = priors.At(points[inside]);
        var likelihoods = Tissues(scan.Voxels.reshape(-1)[inside]);
        var shares = priors.Tissues(eye(structures.shape[0]));
        var held = structures * shares.t().matmul(likelihoods);
        held[(int)BrainStructure.Background] = 0;
        var voxels = (held / held.sum([0]).clamp_min(1e-12)).sum([1]).to(float64).data<double>().ToArray();
        return [.. Enum.GetValues<BrainRegion>().Select(region => BrainRegions.StructuresOf(region)
            .Sum(structure => voxels[(int)structure]) * scan.Grid.VoxelVolume / 1000)];
    }

    /// <summary>World of the scan to world of the atlas: twelve parameters, by least squares over the whole
    /// head.</summary>
    private AffineMatrix Align(Image scan, AffineMatrix start)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(scan, Spacing);
        using var smooth = new Image(shrunk.Grid, Resampling.Smooth(shrunk.Voxels.unsqueeze(0), 1)[0]);
        var channels = cat([smooth.Voxels.unsqueeze(0), Resampling.WorldGradient(smooth)]);
        var grid = AtlasGrid.WithSpacing(Spacing);
        var points = Resampling.WorldPoints(grid, CPU);
        var template = Resampling.Smooth(heads.AverageAt(points).reshape(1, grid.Nz, grid.Ny, grid.Nx), 1).reshape(-1);
        var places = cat([points / 100, ones(points.shape[0], 1)], 1);
        var map = start.Inverse();
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var here = Resampling.Transform(points, map);
            var seen = Resampling.IsInGrid(Resampling.Transform(here, smooth.Grid.World2Grid), smooth.Grid);
            var values = Resampling.SampleWorld(channels, smooth.Grid, here[seen]);
            var moves = cat([.. Enumerable.Range(1, 3).Select(axis => values[axis].unsqueeze(1) * places[seen])], 1);
            var design = cat([-moves, template[seen].unsqueeze(1), ones(values.shape[1], 1)], 1).to(float64);
            var (normal, right) = (design.t().matmul(design), design.t().matmul(values[0].to(float64)));
            var change = linalg.solve(normal, right).data<double>().ToArray();
            map = AffineMatrix.FromRows([.. map.ToRows().Select((value, index) =>
                value + change[index] / (index % 4 == 3 ? 1 : 100))]);
        }

        return map.Inverse();
    }

    /// <summary>Densities of fluid, grey and white matter at intensities, [3, N]: a mixture of normal
    /// distributions.</summary>
    private static Tensor Tissues(Tensor values)
    {
        using var scope = NewDisposeScope();
        var sorted = values.sort().Values;
        var means = stack([.. Starts.Select(share => sorted[(long)(share * (sorted.shape[0] - 1))])]);
        var deviations = ones(3) * values.std() / 3;
        var weights = ones(3) / 3;
        for (var round = 0; round < Rounds; round++)
        {
            var density = Densities() * weights.unsqueeze(1);
            var share = density / density.sum([0]).clamp_min(1e-12);
            var total = share.sum([1]).clamp_min(1e-3);
            means = (share * values).sum([1]) / total;
            deviations = ((share * (values - means.unsqueeze(1)).square()).sum([1]) / total).sqrt().clamp_min(1e-3);
            weights = total / values.shape[0];
        }

        return Densities().MoveToOuterDisposeScope();

        Tensor Densities() =>
            (-((values - means.unsqueeze(1)) / deviations.unsqueeze(1)).square() / 2).exp() / deviations.unsqueeze(1);
    }
}
