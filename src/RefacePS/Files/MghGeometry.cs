namespace RefacePS.Files;

/// <summary>From an MGH header to the positions of its voxels, and back (FreeSurfer wiki,
/// "CoordinateSystems").</summary>
internal static class MghGeometry
{
    /// <summary>
    /// Voxel index to RAS+ world in mm. Where the header knows no place, FreeSurfer's own default holds: voxels of 1
    /// mm, coronal slices (the axes go to Left, Inferior and Anterior), and the origin in the middle. The stored sizes
    /// and directions are not looked at then, as FreeSurfer does not.
    /// </summary>
    public static AffineMatrix Grid2World(MghHeader header)
    {
        var axes = header.HasPlace ? Axes(header) : new AffineMatrix(-1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0);
        var (x, y, z) = axes.Apply(Half(0), Half(1), Half(2));
        return header.HasPlace
            ? AffineMatrix.Translation(header.GetCentre(0) - x, header.GetCentre(1) - y, header.GetCentre(2) - z) * axes
            : AffineMatrix.Translation(-x, -y, -z) * axes;

        double Half(int axis) => header.GetDimension(axis) / 2.0;
    }

    /// <summary>Sets shape and place from a grid.</summary>
    public static void SetGrid(MghHeader header, VoxelGrid grid)
    {
        int[] lengths = [grid.Nx, grid.Ny, grid.Nz];
        var (x, y, z) = grid.Grid2World.Apply(grid.Nx / 2.0, grid.Ny / 2.0, grid.Nz / 2.0);
        double[] centre = [x, y, z];
        header.HasPlace = true;
        for (var row = 0; row < 3; row++)
        {
            header.SetDimension(row, lengths[row]);
            header.SetVoxelSize(row, grid.VoxelSize[row]);
            header.SetCentre(row, centre[row]);
            for (var axis = 0; axis < 3; axis++)
            {
                header.SetDirection(row, axis, grid.Grid2World[row, axis] / grid.VoxelSize[axis]);
            }
        }
    }

    private static AffineMatrix Axes(MghHeader header)
    {
        Span<double> rows = stackalloc double[12];
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, axis) = (i / 4, i % 4);
            rows[i] = axis == 3 ? 0 : (double)header.GetDirection(row, axis) * header.GetVoxelSize(axis);
        }

        return AffineMatrix.FromRows(rows);
    }
}
