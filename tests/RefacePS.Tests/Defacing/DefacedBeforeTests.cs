using System.Runtime.InteropServices;
using RefacePS.Atlases;
using RefacePS.Defacing;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>A head whose face is gone is found where it was with its face, from the file alone.</summary>
public sealed class DefacedBeforeTests(AverageHead head) : IClassFixture<AverageHead>
{
    private const int Slices = 34;

    private readonly Defacer defacer = new(head.Atlas, CPU);

    /// <summary>The rest that an oblique plane leaves in a field of view that is narrow, so that the ears are cut, in
    /// noisy air and in air that the scanner set to 0.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(1)]
    public void A_head_cut_by_an_oblique_plane_lies_where_it_lay(int noise)
    {
        var whole = Scan(noise);
        var cut = Cut(whole);

        using var before = defacer.Locate(whole, default);
        using var after = defacer.Locate(cut, default);

        foreach (var (x, y, z) in ((double, double, double)[])[(0, 0, 0), (0, -70, 0), (60, 0, 0), (0, 0, 70)])
        {
            var (nowX, nowY, nowZ) = (after.Scan2Atlas * before.Scan2Atlas.Inverse()).Apply(x, y, z);
            Assert.InRange(Math.Sqrt(Math.Pow(nowX - x, 2) + Math.Pow(nowY - y, 2) + Math.Pow(nowZ - z, 2)), 0, 3);
        }

        Assert.Equal(FaceCheckStatus.NoFace, new FaceDetector(head.Atlas, CPU).Check(cut).Status);
        Assert.Equal(DefaceStatus.AlreadyDefaced, defacer.Deface(cut).Quality!.Status);
    }

    /// <summary>The middle of the average head.</summary>
    private Volume Scan(int noise)
    {
        var random = new Random(5);
        var scan = head.Scan(VoxelType.Int16, value => 1000 * value < 20 && noise == 1 ? 0
            : 1000 * value + random.Next(noise));
        var grid = scan.Grid;
        var (first, slice) = ((grid.Nz - Slices) / 2, grid.Nx * grid.Ny * sizeof(short));
        return new(
            new VoxelGrid(grid.Nx, grid.Ny, Slices, grid.Grid2World * AffineMatrix.Translation(0, 0, first)),
            VoxelType.Int16, scan.Voxels.Slice(first * slice, Slices * slice));
    }

    /// <summary>The head with 0 before a plane that leans back under the brain.</summary>
    private static Volume Cut(Volume whole)
    {
        var stored = whole.Voxels.ToArray();
        var values = MemoryMarshal.Cast<byte, short>(stored.AsSpan());
        var grid = whole.Grid;
        for (var voxel = 0; voxel < values.Length; voxel++)
        {
            var (_, y, z) = grid.Grid2World.Apply(
                voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / grid.Nx / grid.Ny);
            values[voxel] = y - 0.5 * z > 88 ? (short)0 : values[voxel];
        }

        return whole.WithVoxels(stored);
    }
}
