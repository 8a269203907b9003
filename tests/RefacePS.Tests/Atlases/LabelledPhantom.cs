using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Tests.Registration;
using RefacePS.Tests.Support;
using RefacePS.Volumes;

namespace RefacePS.Tests.Atlases;

/// <summary>Files of a phantom's scan and labels; the cavity is the phantom's ellipsoid of brain, so that its size is
/// known.</summary>
internal static class LabelledPhantom
{
    /// <summary>Volume (mm3) of the cavity of a phantom of size 1.</summary>
    public const double CavityVolume = 4.0 / 3 * Math.PI * 64 * 80 * 72;

    private const double Spacing = 6;

    /// <summary>Writes scan and labels of a phantom that is <paramref name="size"/> as large and shifted by some
    /// mm.</summary>
    public static LabelledScan Write(
        TemporaryFolder folder, string name, double size, (double X, double Y, double Z) shift)
    {
        var phantom2Scan = AffineMatrix.Translation(shift.X, shift.Y, shift.Z) * AffineMatrix.Scale(size, size, size);
        var scan2Phantom = phantom2Scan.Inverse();
        var grid = HeadPhantom.Grid(Spacing);
        using var scan = HeadPhantom.Scan(grid, p => scan2Phantom.Apply(p.X, p.Y, p.Z));
        return new LabelledScan(
            Write(folder.File($"{name}.nii"), grid, scan.ToArray(), VoxelType.Float32),
            Write(folder.File($"{name}_labels.nii"), grid, Labels(grid, scan2Phantom), VoxelType.UInt8));
    }

    /// <summary>Writes voxels, x fastest.</summary>
    public static string Write(string path, VoxelGrid grid, float[] values, VoxelType type)
    {
        var empty = new Volume(grid, type, new byte[grid.VoxelCount * type.ByteSize()]);
        var stored = new byte[empty.Voxels.Length];
        VoxelConversion.Encode(values, empty, stored);
        NiftiWriter.Write(empty.WithVoxels(stored), path, new NiftiWriteOptions());
        return path;
    }

    private static float[] Labels(VoxelGrid grid, AffineMatrix scan2Phantom)
    {
        var labels = new float[grid.VoxelCount];
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            var (i, j, k) = (voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / grid.Nx / grid.Ny);
            var world = grid.Grid2World.Apply(i, j, k);
            var (x, y, z) = scan2Phantom.Apply(world.X, world.Y, world.Z);
            labels[voxel] = Math.Pow(x / 64, 2) + Math.Pow((y + 5) / 80, 2) + Math.Pow((z - 20) / 72, 2) < 1 ? 2 : 0;
        }

        return labels;
    }
}
