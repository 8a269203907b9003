using System.IO.Hashing;
using System.Runtime.InteropServices;
using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Privacy;

/// <summary>
/// A scan as it might have been taken another day: the head lies otherwise, the voxels are larger and elsewhere, and
/// there is more noise. An attack must find the owner of such a copy, or it finds nobody.
/// </summary>
internal static class ControlCopy
{
    private const double LargestTurn = 10;
    private const double LargestShift = 8;
    private const double VoxelGrowth = 1.1;

    /// <summary>Standard deviation of the noise, as a share of the head's mean.</summary>
    private const double Noise = 0.03;

    /// <summary>Makes the copy: the same for the same scan and seed.</summary>
    public static Volume Create(Volume scan, int seed, Device device)
    {
        using var scope = NewDisposeScope();
#pragma warning disable CA5394 // No secret depends on it, and a seed is to give the same copy again.
        var random = new Random(unchecked((int)XxHash32.HashToUInt32(scan.Voxels.Span)) ^ seed);
        var (turn, shift) = (Draw(LargestTurn), Draw(LargestShift));
#pragma warning restore CA5394
        var target = Enlarged(scan.Grid);
        var (x, y, z) = scan.Grid.Centre;
        var motion = AffineMatrix.Translation(x + shift[0], y + shift[1], z + shift[2])
            * AffineMatrix.Rotation(double.DegreesToRadians(turn[0]), double.DegreesToRadians(turn[1]),
                double.DegreesToRadians(turn[2]))
            * AffineMatrix.Translation(-x, -y, -z);

        using var source = Image.FromVolume(scan, device);
        using var moved = Resampling.ToGrid(source, target, motion);
        var bright = source.Voxels[source.Voxels > HeadThreshold.Otsu(source.Voxels)];
        var head = OneThread.Run(() => bright.mean().ToDouble());
        using var generator = new Generator((ulong)random.Next());
        var noise = randn(moved.Voxels.shape, generator: generator).to(device) * (Noise * head);
        var air = HeadThreshold.Percentile(source.Voxels, 0.02);
        var values = where(IsInView(target, motion, scan.Grid, device), moved.Voxels, (float)air) + noise;
        var stored = MemoryMarshal.AsBytes<float>(values.cpu().contiguous().data<float>().ToArray()).ToArray();
        return new Volume(target, VoxelType.Float32, stored)
            { HasWorld = scan.HasWorld, Subject = scan.Subject, Session = scan.Session, Path = scan.Path };

        double[] Draw(double largest) =>
            [.. Enumerable.Range(0, 3).Select(_ => largest * (2 * random.NextDouble() - 1))];
    }

    /// <summary>The same field of view in larger voxels.</summary>
    private static VoxelGrid Enlarged(VoxelGrid grid)
    {
        var (nx, ny, nz) = (Count(grid.Nx), Count(grid.Ny), Count(grid.Nz));
        return new(nx, ny, nz, grid.Grid2World
            * AffineMatrix.Translation((grid.Nx - 1) / 2.0, (grid.Ny - 1) / 2.0, (grid.Nz - 1) / 2.0)
            * AffineMatrix.Scale(VoxelGrowth, VoxelGrowth, VoxelGrowth)
            * AffineMatrix.Translation(-(nx - 1) / 2.0, -(ny - 1) / 2.0, -(nz - 1) / 2.0));

        static int Count(int n) => (int)Math.Ceiling(n / VoxelGrowth);
    }

    private static Tensor IsInView(VoxelGrid target, AffineMatrix motion, VoxelGrid source, Device device)
    {
        using var scope = NewDisposeScope();
        var index = Resampling.Transform(Resampling.WorldPoints(target, device), source.World2Grid * motion);
        return Resampling.IsInGrid(index, source).reshape(target.Nz, target.Ny, target.Nx).MoveToOuterDisposeScope();
    }
}
