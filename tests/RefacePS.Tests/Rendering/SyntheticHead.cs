using System.Numerics;
using System.Runtime.InteropServices;

namespace RefacePS.Tests.Rendering;

/// <summary>
/// A head that is nobody's: an ellipsoid with a ball for a nose, in a field of view of unequal sides whose axes no code
/// can mix up unseen. All positions are RAS world in mm.
/// </summary>
internal sealed record SyntheticHead
{
    public static readonly Vector3 Centre = new(3, -4, 5);
    public static readonly Vector3 SemiAxes = new(75, 95, 110);
    public static readonly Vector3 NoseCentre = new(3, 89, -15);
    public const float NoseRadius = 14;

    private static readonly Vector3 FieldLow = new(-90, -115, -130);
    private static readonly Vector3 FieldSize = new(190, 235, 260);

    public float Air { get; init; }

    public float Tissue { get; init; } = 1000;

    public bool HasNose { get; init; } = true;

    public string Orientation { get; init; } = "RAS";

    /// <summary>Along the world's x, y and z.</summary>
    public Vector3 VoxelSize { get; init; } = new(2);

    /// <summary>Changes the intensity at a position, after the head is drawn.</summary>
    public Func<Vector3, float, float> Alter { get; init; } = (_, intensity) => intensity;

    public static Vector3 NoseTip => NoseCentre + new Vector3(0, NoseRadius, 0);

    /// <summary>The head as a float volume.</summary>
    public Volume ToVolume()
    {
        var grid = Grid();
        var voxels = new float[grid.VoxelCount];
        Parallel.For(0, grid.Nz, k =>
        {
            for (var j = 0; j < grid.Ny; j++)
            {
                for (var i = 0; i < grid.Nx; i++)
                {
                    var (x, y, z) = grid.Grid2World.Apply(i, j, k);
                    var position = new Vector3((float)x, (float)y, (float)z);
                    voxels[(k * grid.Ny + j) * grid.Nx + i] = Alter(position, Intensity(position));
                }
            }
        });
        return new(grid, VoxelType.Float32, MemoryMarshal.AsBytes(voxels.AsSpan()).ToArray());
    }

    /// <summary>A grid in the orientation asked for, whose voxel centres are the same world points in every
    /// orientation.</summary>
    private VoxelGrid Grid()
    {
        var axes = RefacePS.Orientation.Parse(Orientation);
        var rows = new double[12];
        var counts = new int[3];
        for (var column = 0; column < 3; column++)
        {
            var (axis, sign) = axes[column];
            counts[column] = (int)(FieldSize[axis] / VoxelSize[axis]);
            rows[axis * 4 + column] = sign * VoxelSize[axis];
            rows[axis * 4 + 3] = FieldLow[axis] + (sign < 0 ? (counts[column] - 1) * VoxelSize[axis] : 0);
        }

        return new(counts[0], counts[1], counts[2], AffineMatrix.FromRows(rows));
    }

    /// <summary>Tissue inside, air outside, and in between over a voxel's width, as partial volume has it.</summary>
    private float Intensity(Vector3 position)
    {
        var fromCentre = (position - Centre) / SemiAxes;
        var depth = (1 - fromCentre.Length()) * SemiAxes.X;
        var depthInNose = HasNose ? NoseRadius - Vector3.Distance(position, NoseCentre) : float.NegativeInfinity;
        var width = Math.Max(VoxelSize.X, Math.Max(VoxelSize.Y, VoxelSize.Z));
        return Air + (Tissue - Air) * Math.Clamp(Math.Max(depth, depthInNose) / width + 0.5f, 0, 1);
    }
}
