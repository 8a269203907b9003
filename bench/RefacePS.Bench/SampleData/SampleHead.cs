using RefacePS.Volumes;

namespace RefacePS.Bench.SampleData;

/// <summary>The sample as a smaller head of other proportions.</summary>
internal static class SampleHead
{
    /// <summary>Keeps every so-many-th voxel along each axis, as bytes from 0 to 255.</summary>
    /// <param name="head">The sample.</param>
    /// <param name="step">Voxels from one that is kept to the next.</param>
    /// <param name="stretch">Factors of the world along x, y and z.</param>
    public static Volume Thin(Volume head, int step, (double X, double Y, double Z) stretch)
    {
        var grid = head.Grid;
        var values = VoxelConversion.ToFloat(head);
        var brightest = values.Max();
        var voxels = new List<byte>();
        for (var k = 0; k < grid.Nz; k += step)
        {
            for (var j = 0; j < grid.Ny; j += step)
            {
                for (var i = 0; i < grid.Nx; i += step)
                {
                    voxels.Add((byte)(255 * Math.Max(values[(k * grid.Ny + j) * grid.Nx + i], 0) / brightest));
                }
            }
        }

        var place = AffineMatrix.Scale(stretch.X, stretch.Y, stretch.Z) * grid.Grid2World
            * AffineMatrix.Scale(step, step, step);
        return new Volume(
            new VoxelGrid(Kept(grid.Nx), Kept(grid.Ny), Kept(grid.Nz), place), VoxelType.UInt8, voxels.ToArray());

        int Kept(int count) => (count + step - 1) / step;
    }
}
