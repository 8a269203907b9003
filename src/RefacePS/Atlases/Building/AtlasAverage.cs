using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases.Building;

/// <summary>
/// Sums heads carried into atlas space and divides at the end. Left and right are averaged too, so the result is
/// symmetric about the mid-sagittal plane.
/// </summary>
internal sealed class AtlasAverage : IDisposable
{
    /// <summary>Grid on which the maps are inverted; they are smooth, so finer grids interpolate between its
    /// points.</summary>
    public static readonly VoxelGrid MapGrid = AtlasGrid.WithSpacing(4);

    /// <summary>Share of voxels that are darker than what becomes 1: all but the brightest fat and vessels.</summary>
    private const double BrightestShare = 0.998;

    private readonly Tensor intensity;
    private readonly Tensor cavity;
    private int count;

    public AtlasAverage(VoxelGrid grid, Device device)
    {
        Grid = grid;
        using var scope = NewDisposeScope();
        intensity = zeros(grid.Nz, grid.Ny, grid.Nx, device: device).DetachFromDisposeScope();
        cavity = zeros_like(intensity).DetachFromDisposeScope();
    }

    /// <summary>The grid of the average.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Adds a head.</summary>
    /// <param name="scan">The head, intensities scaled so that brain is 1.</param>
    /// <param name="label">1 inside the intracranial cavity, 0 outside, on the scan's grid.</param>
    /// <param name="alignment">Where the head lies in the present atlas.</param>
    /// <param name="bias">Mean displacement of the last round, taken out so that the shape becomes the mean shape; or
    /// null.</param>
    public void Add(Image scan, Image label, HeadAlignment alignment, DisplacementField? bias)
    {
        using var scope = NewDisposeScope();
        var atlasPoints = Resampling.WorldPoints(MapGrid, scan.Voxels.device);
        var centred = bias is null ? atlasPoints : atlasPoints + bias.At(atlasPoints);
        var scanPoints = alignment.ToScan(centred);

        var map = scanPoints.t().reshape(3, MapGrid.Nz, MapGrid.Ny, MapGrid.Nx);
        var fineMap = Resampling.ToGrid(map, MapGrid, Grid, AffineMatrix.Identity).reshape(3, -1).t();
        var sampled = Resampling.SampleWorld(stack([scan.Voxels, label.Voxels]), scan.Grid, fineMap)
            .reshape(2, Grid.Nz, Grid.Ny, Grid.Nx);
        intensity.add_(sampled[0]);
        cavity.add_(sampled[1]);
        count++;
    }

    /// <summary>Average intensity, from 0 to 1, which is what the brightest tissue has.</summary>
    public Image ScaledIntensity()
    {
        using var scope = NewDisposeScope();
        var mean = Symmetric(intensity);
        return new Image(Grid, (mean / HeadThreshold.Percentile(mean, BrightestShare)).clamp(0, 1));
    }

    /// <summary>Share of heads whose cavity covers a voxel, 0 to 1.</summary>
    public Image Cavity() => new(Grid, Symmetric(cavity));

    private Tensor Symmetric(Tensor sum) => (sum + sum.flip(0)) / (2.0 * count);

    public void Dispose()
    {
        intensity.Dispose();
        cavity.Dispose();
    }
}
