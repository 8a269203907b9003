using RefacePS.Atlases;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing;

/// <summary>What air and brain look like in one scan.</summary>
/// <param name="Air">Values of voxels outside the head.</param>
/// <param name="Scale">From the scan's intensities to those of the networks.</param>
internal sealed record ScanIntensity(AirSample Air, IntensityScale Scale)
{
    private const double SampleSpacing = 4;

    /// <summary>Measures a scan that registration has placed in the atlas.</summary>
    /// <param name="scan">Real values.</param>
    /// <param name="atlas">The atlas.</param>
    /// <param name="scan2Atlas">World of the scan to world of the atlas.</param>
    /// <param name="excluded">Voxels of the scan that were blanked and say nothing about air; or null.</param>
    public static ScanIntensity Measure(Image scan, HeadAtlas atlas, AffineMatrix scan2Atlas, Mask? excluded = null)
    {
        using var scope = NewDisposeScope();
        var grid = Strided(scan.Grid, out var stride);
        var values = scan.Voxels.slice(0, 0, scan.Grid.Nz, stride[2]).slice(1, 0, scan.Grid.Ny, stride[1]).slice(2, 0, scan.Grid.Nx, stride[0]).reshape(-1);
        var points = Resampling.Transform(Resampling.WorldPoints(grid, values.device), scan2Atlas);
        var cavity = atlas.Zones.At(points).Cavity;
        var outside = atlas.IsOutsideHead(points) & (values < HeadThreshold.Otsu(values));
        if (excluded is not null)
        {
            outside &= ~Strided(excluded, stride).to(outside.device);
        }

        var isOutside = outside.cpu().data<bool>().ToArray();
        var air = AirSample.Collect(values.cpu().contiguous().data<float>().ToArray(), i => isOutside[i]);
        return new ScanIntensity(air, IntensityScale.Measure(values, cavity, air));
    }

    /// <summary>Every few voxels of a grid: intensities as they are, not averaged, since noise is part of what is measured.</summary>
    private static VoxelGrid Strided(VoxelGrid grid, out int[] stride)
    {
        stride = [.. grid.VoxelSize.Select(size => Math.Max(1, (int)Math.Round(SampleSpacing / size)))];
        return new VoxelGrid(
            (grid.Nx + stride[0] - 1) / stride[0], (grid.Ny + stride[1] - 1) / stride[1], (grid.Nz + stride[2] - 1) / stride[2],
            grid.Grid2World * AffineMatrix.Scale(stride[0], stride[1], stride[2]));
    }

    private static Tensor Strided(Mask mask, int[] stride)
    {
        using var scope = NewDisposeScope();
        var voxels = tensor(mask.Voxels.ToArray(), [mask.Grid.Nz, mask.Grid.Ny, mask.Grid.Nx]);
        return voxels.slice(0, 0, mask.Grid.Nz, stride[2]).slice(1, 0, mask.Grid.Ny, stride[1]).slice(2, 0, mask.Grid.Nx, stride[0])
            .reshape(-1).to(@bool).MoveToOuterDisposeScope();
    }
}
