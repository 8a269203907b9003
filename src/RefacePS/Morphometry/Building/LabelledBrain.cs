using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>A scan in memory with the structure of every voxel. Owns its tensors.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Structures">Number of the structure, [Nz, Ny, Nx], float32.</param>
internal sealed record LabelledBrain(Image Scan, Image Structures) : IDisposable
{
    /// <summary>Reads both files.</summary>
    /// <exception cref="AtlasSourceException">The grids differ (<c>AtlasLabelGridDiffers</c>), or there is no structure
    /// (<c>AtlasLabelEmpty</c>).</exception>
    public static LabelledBrain Load(LabelledScan files, StructureTable table, Device device, CancellationToken cancel)
    {
        var scan = Image.FromVolume(NiftiReader.Read(files.ScanPath, cancel), device);
        try
        {
            return new(scan, LoadStructures(files, scan, table, device, cancel));
        }
        catch
        {
            scan.Dispose();
            throw;
        }
    }

    private static Image LoadStructures(
        LabelledScan files, Image scan, StructureTable table, Device device, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var labels = Image.FromVolume(NiftiReader.Read(files.LabelPath, cancel), device);
        if (!labels.Grid.IsAlike(scan.Grid))
        {
            throw new AtlasSourceException(
                "AtlasLabelGridDiffers",
                $"'{files.LabelPath}' is on another grid ({labels.Grid}) than '{files.ScanPath}' ({scan.Grid}). "
                    + $"Resample the labels to the scan.");
        }

        var lookup = tensor(table.Structures.ToArray()).to(device);
        var index = labels.Voxels.round().to(int64).clamp(0, table.Structures.Length - 1);
        var structures = lookup.index_select(0, index.reshape(-1)).to(float32).reshape(labels.Voxels.shape);
        return structures.any().ToBoolean()
            ? new Image(scan.Grid, structures)
            : throw new AtlasSourceException(
                "AtlasLabelEmpty", $"'{files.LabelPath}' has no label that the table of structures names.");
    }

    /// <summary>The structures at the voxels of a grid, [N], int64: those of the nearest voxel.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="toScan">From its world to the world of the scan.</param>
    public Tensor StructuresAt(VoxelGrid grid, AffineMatrix toScan)
    {
        using var scope = NewDisposeScope();
        var own = Structures.Grid;
        var index = Resampling.Transform(Resampling.WorldPoints(grid, Structures.Voxels.device),
            own.World2Grid * toScan).round().to(int64);
        var (i, j, k) = (index[TensorIndex.Colon, 0].clamp(0, own.Nx - 1), index[TensorIndex.Colon, 1]
            .clamp(0, own.Ny - 1), index[TensorIndex.Colon, 2].clamp(0, own.Nz - 1));
        return Structures.Voxels.reshape(-1).index_select(0, (k * own.Ny + j) * own.Nx + i).to(int64)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Scan.Dispose();
        Structures.Dispose();
    }
}
