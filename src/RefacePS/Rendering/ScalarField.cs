using System.Numerics;
using System.Runtime.CompilerServices;
using RefacePS.Compute;

namespace RefacePS.Rendering;

/// <summary>Intensities on a grid of about the same spacing in all directions, and where that grid is.</summary>
internal sealed class ScalarField(float[] values, int nx, int ny, int nz, AffineMatrix field2World)
{
    private const int SlabSize = 1 << 18;

    /// <summary>One value a grid point, x fastest.</summary>
    public float[] Values { get; } = values;

    public int Nx { get; } = nx;

    public int Ny { get; } = ny;

    public int Nz { get; } = nz;

    /// <summary>Grid index to world in mm.</summary>
    public AffineMatrix Field2World { get; } = field2World;

    /// <summary>Distance in mm between neighbouring grid points along an axis.</summary>
    public float PointDistance(int axis)
    {
        var m = Field2World;
        return new Vector3((float)m[0, axis], (float)m[1, axis], (float)m[2, axis]).Length();
    }

    /// <summary>Linear interpolation at a grid position, which must lie in [0, N - 1) along each axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sample(Vector3 position)
    {
        var (x, y, z) = ((int)position.X, (int)position.Y, (int)position.Z);
        var (fx, fy, fz) = (position.X - x, position.Y - y, position.Z - z);
        ReadOnlySpan<float> v = Values;
        var near = (z * Ny + y) * Nx + x;
        var far = near + Nx * Ny;
        var near0 = v[near] + fx * (v[near + 1] - v[near]);
        var near1 = v[near + Nx] + fx * (v[near + Nx + 1] - v[near + Nx]);
        var far0 = v[far] + fx * (v[far + 1] - v[far]);
        var far1 = v[far + Nx] + fx * (v[far + Nx + 1] - v[far + Nx]);
        var nearRow = near0 + fy * (near1 - near0);
        var farRow = far0 + fy * (far1 - far0);
        return nearRow + fz * (farRow - nearRow);
    }

    /// <summary>Central differences over two grid steps, in intensity per grid step; positions as for
    /// <see cref="Sample"/>, a step further in.</summary>
    public Vector3 Gradient(Vector3 position) => 0.5f * new Vector3(
        Sample(position + Vector3.UnitX) - Sample(position - Vector3.UnitX),
        Sample(position + Vector3.UnitY) - Sample(position - Vector3.UnitY),
        Sample(position + Vector3.UnitZ) - Sample(position - Vector3.UnitZ));

    /// <summary>True if a grid position lies in a voxel, whose centre is its index.</summary>
    public bool Covers(Vector3 position) =>
        position.X >= -0.5f && position.Y >= -0.5f && position.Z >= -0.5f
        && position.X < Nx - 0.5f && position.Y < Ny - 0.5f && position.Z < Nz - 0.5f;

    /// <summary>The nearest position that <see cref="Sample"/> takes, at least <paramref name="inset"/> from every
    /// side.</summary>
    public Vector3 Clamp(Vector3 position, float inset = 0) =>
        Vector3.Clamp(position, new(inset), new Vector3(Nx, Ny, Nz) - new Vector3(1.001f + inset));

    /// <summary>Puts the least finite value in the place of NaN and the infinities.</summary>
    public void ReplaceNonFinite()
    {
        var values = Values;
        if (Slabs.Collect(values.Length, SlabSize, (start, end) => IsFinite(values.AsSpan(start, end - start)))
            .All(finite => finite))
        {
            return;
        }

        var least = float.PositiveInfinity;
        foreach (var value in values)
        {
            least = float.IsFinite(value) ? Math.Min(least, value) : least;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = float.IsFinite(values[i]) ? values[i] : float.IsFinite(least) ? least : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        // Zero times what is not finite is no number, and stays so in a sum.
        var sum = 0f;
        var lanes = Vector<float>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            lanes += new Vector<float>(values[i..]) * 0f;
        }

        for (; i < values.Length; i++)
        {
            sum += values[i] * 0f;
        }

        return float.IsFinite(sum + Vector.Sum(lanes));
    }

    /// <summary>Sets the outermost <paramref name="layers"/> grid points of every side to one value.</summary>
    public void FillBorder(int layers, float value)
    {
        for (var z = 0; z < Nz; z++)
        {
            for (var y = 0; y < Ny; y++)
            {
                var row = Values.AsSpan((z * Ny + y) * Nx, Nx);
                if (Math.Min(y, z) < layers || y >= Ny - layers || z >= Nz - layers)
                {
                    row.Fill(value);
                }
                else
                {
                    row[..layers].Fill(value);
                    row[^layers..].Fill(value);
                }
            }
        }
    }
}
