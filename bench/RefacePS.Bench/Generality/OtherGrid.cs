using RefacePS.Defacing;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.Generality;

/// <summary>Scans brought to a cube of 256 mm round their middle, and filled up where they end: as FreeSurfer brings
/// every scan to one, and as an oblique one is brought to the axes of the world.</summary>
internal static class OtherGrid
{
    private const double Side = 256;

    /// <summary>The cube with axes that point left, down and forward.</summary>
    public static Volume Upright(Volume scan) => Brought(scan, spacing: 1, AffineMatrix.Identity);

    /// <summary>A cube that is turned by 18 degrees about the axis from left to right and 9 about that from foot to
    /// head.</summary>
    public static Volume Turned(Volume scan) => Brought(
        scan, spacing: 2, AffineMatrix.Rotation(18 * Math.PI / 180, 0, 9 * Math.PI / 180));

    private static Volume Brought(Volume scan, double spacing, AffineMatrix turn)
    {
        using var scope = NewDisposeScope();
        using var image = Image.FromVolume(scan, CPU, FrameSeries.First(scan));
        var (count, reach) = ((int)(Side / spacing), (Side - spacing) / 2);
        var (x, y, z) = image.Grid.Grid2World.Apply(
            (image.Grid.Nx - 1) / 2.0, (image.Grid.Ny - 1) / 2.0, (image.Grid.Nz - 1) / 2.0);
        var grid = new VoxelGrid(count, count, count, AffineMatrix.Translation(x, y, z) * turn * new AffineMatrix(
            -spacing, 0, 0, reach,
            0, 0, spacing, -reach,
            0, -spacing, 0, reach));
        using var brought = Resampling.ToGrid(image, grid, AffineMatrix.Identity);
        var isInView = Resampling.IsInView(Resampling.WorldPoints(grid, CPU), image.Grid);
        var filling = Math.Min(0, image.Voxels.min().item<float>());
        var values = where(isInView, brought.Voxels.reshape(-1), filling).data<float>().ToArray();
        var volume = new Volume(grid, VoxelType.Float32, new byte[grid.VoxelCount * sizeof(float)]);
        var stored = new byte[volume.Voxels.Length];
        VoxelConversion.Encode(values, volume, stored);
        return volume.WithVoxels(stored);
    }
}
