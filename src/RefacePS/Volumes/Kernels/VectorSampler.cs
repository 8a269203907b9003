using System.Runtime.CompilerServices;
using RefacePS.Compute;

namespace RefacePS.Volumes.Kernels;

/// <summary>Vectors that stand on a grid, interpolated at world points, mm.</summary>
/// <param name="vectors">[3, Nz, Ny, Nx]: x, y and z, each an image.</param>
/// <param name="grid">Their grid.</param>
internal sealed class VectorSampler(HostTensor vectors, VoxelGrid grid)
{
    private readonly Lattice lattice = Lattice.OfChannels(vectors, grid);
    private readonly PointMap toGrid = new(grid.World2Grid);

    /// <summary>The vector at a point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (float X, float Y, float Z) At(float x, float y, float z)
    {
        var (i, j, k) = toGrid.Apply(x, y, z);
        var cell = lattice.Find(i, j, k);
        return (lattice.At(cell, 0), lattice.At(cell, 1), lattice.At(cell, 2));
    }
}
