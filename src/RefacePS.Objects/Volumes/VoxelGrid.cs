namespace RefacePS;

/// <summary>
/// The grid of a volume's voxels: a shape and the map from voxel index to RAS+ world (x to the Right, y Anterior, z
/// Superior, in mm, as NIfTI defines it). An integer index is the centre of a voxel, so the centre of the grid is at
/// (shape - 1) / 2.
/// </summary>
public sealed record VoxelGrid
{
    /// <summary>Grids whose corners lie nearer than this (mm) are alike: rewritten headers round.</summary>
    private const double Rounding = 0.1;

    /// <summary>A grid of <paramref name="nx"/> x <paramref name="ny"/> x <paramref name="nz"/> voxels, x fastest in
    /// memory.</summary>
    /// <exception cref="ArgumentException">A dimension is not positive, or the matrix is not finite and
    /// invertible.</exception>
    public VoxelGrid(int nx, int ny, int nz, AffineMatrix grid2World)
    {
        if (nx < 1 || ny < 1 || nz < 1)
        {
            throw new ArgumentException($"A grid needs positive dimensions, not {nx} x {ny} x {nz}.", nameof(nx));
        }

        if (!grid2World.IsFinite || grid2World.Determinant == 0)
        {
            throw new ArgumentException("The voxel-to-world matrix must be finite and invertible.", nameof(grid2World));
        }

        (Nx, Ny, Nz, Grid2World) = (nx, ny, nz, grid2World);
        VoxelSize = ((double[])[ColumnLength(0), ColumnLength(1), ColumnLength(2)]).Readable();
        Orientation = RefacePS.Orientation.FromAffine(grid2World);
    }

    /// <summary>Voxels along the first (fastest) axis.</summary>
    public int Nx { get; }

    /// <summary>Voxels along the second axis.</summary>
    public int Ny { get; }

    /// <summary>Voxels along the third (slowest) axis.</summary>
    public int Nz { get; }

    /// <summary>Voxels in all.</summary>
    public long VoxelCount => (long)Nx * Ny * Nz;

    /// <summary>Voxel index (i, j, k) to RAS+ world in mm.</summary>
    public AffineMatrix Grid2World { get; }

    /// <summary>RAS+ world in mm to voxel index (i, j, k).</summary>
    public AffineMatrix World2Grid => Grid2World.Inverse();

    /// <summary>Voxel size along each grid axis, in mm.</summary>
    public IReadOnlyList<double> VoxelSize { get; }

    /// <summary>Volume of one voxel in mm3.</summary>
    public double VoxelVolume => Math.Abs(Grid2World.Determinant);

    /// <summary>Volume of so many voxels in mL; shares of voxels count as shares.</summary>
    public double Milliliters(double voxels) => voxels * VoxelVolume / 1000;

    /// <summary>Directions of the axes, e.g. <c>ASL</c>: the first to Anterior, the second to Superior, the third to
    /// Left.</summary>
    public string Orientation { get; }

    /// <summary>World position (mm) of the grid's centre.</summary>
    public (double X, double Y, double Z) Centre => Grid2World.Apply((Nx - 1) / 2.0, (Ny - 1) / 2.0, (Nz - 1) / 2.0);

    /// <summary>Number (x fastest) of the voxel with an index; null where the index lies outside the grid.</summary>
    public int? Find(int i, int j, int k) =>
        i >= 0 && j >= 0 && k >= 0 && i < Nx && j < Ny && k < Nz ? (k * Ny + j) * Nx + i : null;

    /// <summary>The farthest (mm) that the centre of a voxel at a corner lies from that of the same voxel of another
    /// grid; null where their shapes differ.</summary>
    public double? FarthestCorner(VoxelGrid other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if ((Nx, Ny, Nz) != (other.Nx, other.Ny, other.Nz))
        {
            return null;
        }

        var corners = from i in new[] { 0, Nx - 1 } from j in new[] { 0, Ny - 1 } from k in new[] { 0, Nz - 1 }
            let here = Grid2World.Apply(i, j, k)
            let there = other.Grid2World.Apply(i, j, k)
            select Math.Sqrt(Square(here.X - there.X) + Square(here.Y - there.Y) + Square(here.Z - there.Z));
        return corners.Max();

        static double Square(double x) => x * x;
    }

    /// <summary>True if both grids have the same shape, and their voxels the same places within 0.1 mm: headers that
    /// other programs wrote again are rounded.</summary>
    public bool IsAlike(VoxelGrid other) => FarthestCorner(other) < Rounding;

    /// <summary>True if both grids have the same shape and the same map to the last bit.</summary>
    public bool Equals(VoxelGrid? other) => other is not null
        && (Nx, Ny, Nz) == (other.Nx, other.Ny, other.Nz) && Grid2World == other.Grid2World;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Nx, Ny, Nz, Grid2World);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Nx}x{Ny}x{Nz}, {VoxelSize[0]:0.##}x{VoxelSize[1]:0.##}x{VoxelSize[2]:0.##} mm, {Orientation}");

    private double ColumnLength(int c) => Math.Sqrt(
        Grid2World[0, c] * Grid2World[0, c] + Grid2World[1, c] * Grid2World[1, c] + Grid2World[2, c]
            * Grid2World[2, c]);
}
