using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Faces;

/// <summary>The intensities of air and brain in one scan.</summary>
/// <param name="Air">Values of voxels outside the head.</param>
/// <param name="Scale">From the scan's intensities to those of the networks.</param>
internal sealed record ScanIntensity(AirSample Air, IntensityScale Scale)
{
    private const double SampleSpacing = 4;

    /// <summary>Air in front of this plane of the atlas (world y, mm) is like that before the face; ghosts and the neck
    /// lie behind it.</summary>
    private const double Front = 20;

    /// <summary>With fewer samples of air in front, all air counts.</summary>
    private const int Enough = 500;

    /// <summary>Correlation of air with its next neighbour along the three axes of the scan.</summary>
    public IReadOnlyList<double> AirAlike { get; init; } = [0, 0, 0];

    /// <summary>Measures a scan that registration has placed in the atlas.</summary>
    /// <param name="scan">Real values.</param>
    /// <param name="atlas">The atlas.</param>
    /// <param name="scan2Atlas">World of the scan to world of the atlas.</param>
    /// <param name="excluded">Voxels of the scan that were blanked and say nothing about air; or null.</param>
    public static ScanIntensity Measure(Image scan, HeadAtlas atlas, AffineMatrix scan2Atlas, Mask? excluded = null)
    {
        using var scope = NewDisposeScope();
        var grid = Strided(scan.Grid, out var stride);
        var values = Strided(scan.Voxels, stride, NoShift);
        var points = Resampling.Transform(Resampling.WorldPoints(grid, values.device), scan2Atlas);
        var cavity = atlas.Zones.At(points).Cavity;
        var brightest = HeadThreshold.Otsu(values);
        var kept = excluded is null ? null : MaskConversion.ToTensor(excluded, values.device) == 0;
        var outside = atlas.IsOutsideHead(points) & (values < brightest);
        outside = kept is null ? outside : outside & Strided(kept, stride, NoShift);
        var front = outside & (points.select(1, 1) > Front);
        outside = front.sum().ToInt64() >= Enough ? front : outside;

        var isOutside = outside.cpu().data<bool>().ToArray();
        var air = AirSample.Collect(values.cpu().contiguous().data<float>().ToArray(), i => isOutside[i]);
        return new ScanIntensity(air, IntensityScale.Measure(values, cavity, air))
            { AirAlike = [Alike(0), Alike(1), Alike(2)] };

        double Alike(int axis)
        {
            int[] shift = [0, 0, 0];
            shift[axis] = 1;
            var neighbours = Strided(scan.Voxels, stride, shift);
            var pairs = outside & (neighbours < brightest);
            pairs = kept is null ? pairs : pairs & Strided(kept, stride, shift);
            var correlation = pairs.sum().ToInt64() < Enough ? 0
                : OneThread.Run(() => corrcoef(stack([values[pairs], neighbours[pairs]]))[0, 1].ToDouble());
            return double.IsFinite(correlation) ? correlation : 0;
        }
    }

    private static readonly int[] NoShift = [0, 0, 0];

    /// <summary>Every few voxels, or their neighbours; those of the last voxels are the voxels themselves.</summary>
    private static Tensor Strided(Tensor voxels, int[] stride, int[] shift)
    {
        // Whole slices first, which lie together in memory.
        for (var axis = 2; axis >= 0; axis--)
        {
            var (dimension, count) = (2 - axis, voxels.shape[2 - axis]);
            var index = (arange(0, count, stride[axis], int64) + shift[axis]).clamp_(max: count - 1);
            voxels = voxels.index_select(dimension, index.to(voxels.device));
        }

        return voxels.reshape(-1);
    }

    /// <summary>Every few voxels of a grid: intensities as they are, not averaged, since noise is part of what is
    /// measured.</summary>
    private static VoxelGrid Strided(VoxelGrid grid, out int[] stride)
    {
        stride = [.. grid.VoxelSize.Select(size => Math.Max(1, (int)Math.Round(SampleSpacing / size)))];
        return new VoxelGrid(
            (grid.Nx + stride[0] - 1) / stride[0], (grid.Ny + stride[1] - 1) / stride[1],
            (grid.Nz + stride[2] - 1) / stride[2],
            grid.Grid2World * AffineMatrix.Scale(stride[0], stride[1], stride[2]));
    }
}
