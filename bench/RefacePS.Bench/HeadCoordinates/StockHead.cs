using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>A head that others are made from: what is where in it, on a grid of 2.5 mm. Kept as a file, for it takes
/// seconds to make.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Grid">The grid of all but the last.</param>
/// <param name="IsLabelMap">Whether <paramref name="Signal"/> holds classes to draw a contrast for, and no signal of a
/// scanner.</param>
/// <param name="Signal">Signal or class, x fastest.</param>
/// <param name="Cavity">1 in the intracranial cavity.</param>
/// <param name="Outside">1 in the air that surrounds the head.</param>
/// <param name="FaceDepth">Depth in the face zone in mm, plus <see cref="DepthOffset"/>.</param>
/// <param name="AtlasPoints">Atlas world of the voxels of <see cref="CoarseGrid"/>, mm: all x, all y, all z.</param>
internal sealed record StockHead(
    string Name, VoxelGrid Grid, bool IsLabelMap, byte[] Signal, byte[] Cavity, byte[] Outside, byte[] FaceDepth,
    float[] AtlasPoints)
{
    public const double Spacing = 2.5;
    public const int DepthOffset = 128;
    private const double CoarseSpacing = 10;

    /// <summary>The grid of <see cref="AtlasPoints"/>.</summary>
    public VoxelGrid CoarseGrid => CoarseGridOf(Grid);

    public static VoxelGrid CoarseGridOf(VoxelGrid grid) => Resampling.ShrunkGrid(grid, CoarseSpacing);

    public static StockHead Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var name = reader.ReadString();
        var (nx, ny, nz) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var rows = new double[12];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = reader.ReadDouble();
        }

        var (grid, isLabelMap) = (new VoxelGrid(nx, ny, nz, AffineMatrix.FromRows(rows)), reader.ReadBoolean());
        var (signal, cavity, outside, depth) = (Bytes(), Bytes(), Bytes(), Bytes());
        var points = new float[3 * CoarseGridOf(grid).VoxelCount];
        reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(points.AsSpan()));
        return new(name, grid, isLabelMap, signal, cavity, outside, depth, points);

        byte[] Bytes() => reader.ReadBytes((int)grid.VoxelCount);
    }

    public void Write(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Name);
        writer.Write(Grid.Nx);
        writer.Write(Grid.Ny);
        writer.Write(Grid.Nz);
        Array.ForEach(Grid.Grid2World.ToRows(), writer.Write);
        writer.Write(IsLabelMap);
        writer.Write(Signal);
        writer.Write(Cavity);
        writer.Write(Outside);
        writer.Write(FaceDepth);
        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(AtlasPoints.AsSpan()));
    }

    /// <summary>One of the arrays as numbers, [Nz, Ny, Nx].</summary>
    public Tensor Field(byte[] values) => tensor(values, [Grid.Nz, Grid.Ny, Grid.Nx]).to(float32);
}
