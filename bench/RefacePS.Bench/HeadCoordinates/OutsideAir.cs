namespace RefacePS.Bench.HeadCoordinates;

/// <summary>The air that surrounds a head, which airways inside it are no part of.</summary>
internal static class OutsideAir
{
    /// <summary>Voxels that are no tissue and are connected (by faces of voxels) with the border of the grid.</summary>
    public static byte[] Find(VoxelGrid grid, byte[] tissue)
    {
        var (outside, reached) = (new byte[tissue.Length], new Stack<int>());
        var (row, plane) = (grid.Nx, grid.Nx * grid.Ny);
        for (var voxel = 0; voxel < tissue.Length; voxel++)
        {
            var (x, y, z) = (voxel % row, voxel / row % grid.Ny, voxel / plane);
            if (x == 0 || y == 0 || z == 0 || x == grid.Nx - 1 || y == grid.Ny - 1 || z == grid.Nz - 1)
            {
                Reach(voxel);
            }
        }

        while (reached.TryPop(out var voxel))
        {
            var (x, y, z) = (voxel % row, voxel / row % grid.Ny, voxel / plane);
            ReachIf(x > 0, voxel - 1);
            ReachIf(x < grid.Nx - 1, voxel + 1);
            ReachIf(y > 0, voxel - row);
            ReachIf(y < grid.Ny - 1, voxel + row);
            ReachIf(z > 0, voxel - plane);
            ReachIf(z < grid.Nz - 1, voxel + plane);
        }

        return outside;

        void ReachIf(bool exists, int voxel)
        {
            if (exists)
            {
                Reach(voxel);
            }
        }

        void Reach(int voxel)
        {
            if (tissue[voxel] == 0 && outside[voxel] == 0)
            {
                outside[voxel] = 1;
                reached.Push(voxel);
            }
        }
    }
}
