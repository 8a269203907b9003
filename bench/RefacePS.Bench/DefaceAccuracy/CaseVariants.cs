using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>The same head as other scanners and archives would deliver it.</summary>
internal static class CaseVariants
{
    /// <summary>The head turned about the centre of its cavity, in a field of view that grows so that nothing is cut;
    /// beyond the old one is air.</summary>
    /// <param name="plain">The head as it was scanned.</param>
    /// <param name="pitch">Degrees about the axis to the right.</param>
    /// <param name="yaw">Degrees about the axis up.</param>
    public static HeadCase Turned(HeadCase plain, double pitch, double yaw)
    {
        var (x, y, z) = Centre(plain.Cavity!);
        var turn = AffineMatrix.Translation(x, y, z)
            * AffineMatrix.Rotation(double.DegreesToRadians(pitch), 0, double.DegreesToRadians(yaw))
                * AffineMatrix.Translation(-x, -y, -z);
        var grid = plain.Scan.Grid;
        var target = Enclosing(grid, grid.World2Grid * turn * grid.Grid2World);
        var (values, cavity) = Carry(plain, target, turn.Inverse());
        var group = pitch != 0 ? $"pitched {pitch:0} degrees" : $"yawed {yaw:0} degrees";
        return new(group, plain.Name, Encode(plain.Scan, target, values), new Mask(target, cavity), turn.Inverse());
    }

    /// <summary>The same voxels stored in another order, with the affine that says so.</summary>
    public static HeadCase Stored(HeadCase plain, string code)
    {
        var (grid, source) = Rearranged(plain.Scan.Grid, code);
        return plain with { Group = $"stored as {code}", Scan = Pick(plain.Scan, grid, source),
            Cavity = Pick(plain.Cavity!, grid, source) };
    }

    /// <summary>Stored in another order, and the header says nothing but voxel sizes.</summary>
    public static HeadCase WithoutWorld(HeadCase plain, string code)
    {
        var stored = Stored(plain, code);
        var known = stored.Scan.Grid;
        var bare = new VoxelGrid(known.Nx, known.Ny, known.Nz,
            AffineMatrix.Scale(known.VoxelSize[0], known.VoxelSize[1], known.VoxelSize[2]));
        return stored with
        {
            Group = $"no qform or sform, axes {code}",
            Scan = new Volume(bare, stored.Scan.VoxelType, stored.Scan.Voxels)
                { HasWorld = false, Path = plain.Scan.Path },
            Cavity = new Mask(bare, stored.Cavity!.Voxels),
            World2Plain = known.Grid2World * bare.World2Grid,
        };
    }

    /// <summary>Voxels averaged along one axis; one that holds any of the cavity is cavity.</summary>
    public static HeadCase Thick(HeadCase plain, int axis, double factor)
    {
        var grid = plain.Scan.Grid;
        int[] size = [grid.Nx, grid.Ny, grid.Nz];
        double[] scale = [1, 1, 1];
        double[] offset = [0, 0, 0];
        (size[axis], scale[axis], offset[axis]) = ((int)(size[axis] / factor), factor, (factor - 1) / 2);
        var target = new VoxelGrid(size[0], size[1], size[2], grid.Grid2World
            * AffineMatrix.Translation(offset[0], offset[1], offset[2]) * AffineMatrix.Scale(
                scale[0], scale[1], scale[2]));
        var values = Averaged(VoxelConversion.ToFloat(plain.Scan), grid, target, axis, factor);
        var share = Averaged(Array.ConvertAll(plain.Cavity!.Voxels.ToArray(), v => (float)v), grid, target,
            axis, factor);
        return plain with
        {
            Group = $"voxels {factor:0.#} times as thick",
            Scan = Encode(plain.Scan, target, values),
            Cavity = new Mask(target, Array.ConvertAll(share, s => (byte)(s > 0 ? 1 : 0))),
        };
    }

    private static (double X, double Y, double Z) Centre(Mask mask)
    {
        var grid = mask.Grid;
        var voxels = mask.Voxels.Span;
        var sum = (X: 0.0, Y: 0.0, Z: 0.0);
        for (var voxel = 0; voxel < voxels.Length; voxel++)
        {
            var (i, j, k) = Index(grid, voxel);
            sum = voxels[voxel] == 0 ? sum : (sum.X + i, sum.Y + j, sum.Z + k);
        }

        return grid.Grid2World.Apply(sum.X / mask.Count, sum.Y / mask.Count, sum.Z / mask.Count);
    }

    /// <summary>The grid, grown by whole voxels until it holds the box of another one, given the map of indices from
    /// that one.</summary>
    private static VoxelGrid Enclosing(VoxelGrid grid, AffineMatrix index2Index)
    {
        var corners = Enumerable.Range(0, 8).Select(c => index2Index.Apply(
            (c & 1) * (grid.Nx - 1), (c >> 1 & 1) * (grid.Ny - 1), (c >> 2) * (grid.Nz - 1))).ToArray();
        var (x0, x1) = Range(corners.Select(c => c.X), grid.Nx);
        var (y0, y1) = Range(corners.Select(c => c.Y), grid.Ny);
        var (z0, z1) = Range(corners.Select(c => c.Z), grid.Nz);
        return new(x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1, grid.Grid2World * AffineMatrix.Translation(x0, y0, z0));

        static (int Low, int High) Range(IEnumerable<double> values, int count) =>
            ((int)Math.Min(0, Math.Floor(values.Min())), (int)Math.Max(count - 1, Math.Ceiling(values.Max())));
    }

    /// <summary>Values (trilinear) and cavity (nearest) of a head on another grid.</summary>
    private static (float[] Values, byte[] Cavity) Carry(HeadCase plain, VoxelGrid target, AffineMatrix target2Plain)
    {
        using var image = Image.FromVolume(plain.Scan, CPU);
        using var carried = Resampling.ToGrid(image, target, target2Plain);
        var air = (float)HeadThreshold.Percentile(image.Voxels, 0.1);
        var (values, cavity, grid) = (carried.ToArray(), new byte[target.VoxelCount], plain.Scan.Grid);
        var index2Index = grid.World2Grid * target2Plain * target.Grid2World;
        for (var voxel = 0; voxel < values.Length; voxel++)
        {
            var (i, j, k) = Index(target, voxel);
            var (x, y, z) = index2Index.Apply(i, j, k);
            if (Nearest(grid, x, y, z) is { } source)
            {
                cavity[voxel] = plain.Cavity!.Voxels.Span[source];
            }
            else
            {
                values[voxel] = air;
            }
        }

        return (values, cavity);
    }

    /// <summary>A grid in another storage order, and the map from its indices to the old ones.</summary>
    private static (VoxelGrid Grid, AffineMatrix New2Old) Rearranged(VoxelGrid grid, string code)
    {
        var (from, to) = (Orientation.Parse(grid.Orientation), Orientation.Parse(code));
        int[] oldSize = [grid.Nx, grid.Ny, grid.Nz];
        var (newSize, rows) = (new int[3], new double[12]);
        for (var axis = 0; axis < 3; axis++)
        {
            var old = Array.FindIndex(from, f => f.WorldAxis == to[axis].WorldAxis);
            var isFlipped = from[old].Sign != to[axis].Sign;
            newSize[axis] = oldSize[old];
            rows[old * 4 + axis] = isFlipped ? -1 : 1;
            rows[old * 4 + 3] = isFlipped ? oldSize[old] - 1 : 0;
        }

        var new2Old = AffineMatrix.FromRows(rows);
        return (new VoxelGrid(newSize[0], newSize[1], newSize[2], grid.Grid2World * new2Old), new2Old);
    }

    private static Volume Pick(Volume volume, VoxelGrid target, AffineMatrix target2Source) =>
        new(target, volume.VoxelType,
            Pick(volume.Voxels.Span, volume.VoxelType.ByteSize(), volume.Grid, target, target2Source))
        {
            Slope = volume.Slope,
            Intercept = volume.Intercept,
            Path = volume.Path,
        };

    private static Mask Pick(Mask mask, VoxelGrid target, AffineMatrix target2Source) =>
        new(target, Pick(mask.Voxels.Span, 1, mask.Grid, target, target2Source));

    private static byte[] Pick(ReadOnlySpan<byte> stored, int size, VoxelGrid grid, VoxelGrid target,
        AffineMatrix target2Source)
    {
        var picked = new byte[stored.Length];
        for (var voxel = 0; voxel < target.VoxelCount; voxel++)
        {
            var (i, j, k) = Index(target, voxel);
            var (x, y, z) = target2Source.Apply(i, j, k);
            stored.Slice(Nearest(grid, x, y, z)!.Value * size, size).CopyTo(picked.AsSpan(voxel * size));
        }

        return picked;
    }

    private static float[] Averaged(float[] values, VoxelGrid grid, VoxelGrid target, int axis, double factor)
    {
        var stride = axis switch { 0 => 1, 1 => grid.Nx, _ => grid.Nx * grid.Ny };
        var averaged = new float[target.VoxelCount];
        for (var voxel = 0; voxel < averaged.Length; voxel++)
        {
            var (i, j, k) = Index(target, voxel);
            int[] index = [i, j, k];
            var (from, to) = (index[axis] * factor, (index[axis] + 1) * factor);
            index[axis] = 0;
            var line = (index[2] * grid.Ny + index[1]) * grid.Nx + index[0];
            for (var s = (int)from; s < to; s++)
            {
                averaged[voxel] += (float)((Math.Min(s + 1, to) - Math.Max(s, from)) / factor)
                    * values[line + s * stride];
            }
        }

        return averaged;
    }

    private static Volume Encode(Volume like, VoxelGrid grid, float[] values)
    {
        var stored = new byte[grid.VoxelCount * like.VoxelType.ByteSize()];
        VoxelConversion.Encode(values, like, stored);
        return new Volume(grid, like.VoxelType, stored)
            { Slope = like.Slope, Intercept = like.Intercept, Path = like.Path };
    }

    private static (int I, int J, int K) Index(VoxelGrid grid, int voxel) =>
        (voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / grid.Nx / grid.Ny);

    private static int? Nearest(VoxelGrid grid, double x, double y, double z) =>
        grid.Find((int)Math.Round(x), (int)Math.Round(y), (int)Math.Round(z));
}
