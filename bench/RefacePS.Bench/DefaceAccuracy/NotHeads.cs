using RefacePS.Volumes;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>Volumes that are no heads with faces, and must not pass for them.</summary>
internal static class NotHeads
{
    private const int Side = 100;
    private static readonly VoxelGrid Grid =
        new(Side, Side, Side, AffineMatrix.Scale(2, 2, 2) * AffineMatrix.Translation(-Side / 2, -Side / 2, -Side / 2));

    /// <summary>Phantoms, and parts of a head.</summary>
    public static IEnumerable<HeadCase> All(HeadCase head) =>
    [
        .. Phantoms(),
        Part(head, "a brain without its head", (value, voxel, _) => head.Cavity!.Voxels.Span[voxel] != 0
            ? value : (byte)0),
        Cropped(head, "the crown alone", 0.62, 1, isTurnedOver: false),
        Cropped(head, "the lower half, upside down", 0, 0.5, isTurnedOver: true),
    ];

    /// <summary>Phantoms.</summary>
    public static IEnumerable<HeadCase> Phantoms()
    {
        var random = new Random(1);
        yield return Phantom("noise", (_, _) => 100 * random.NextDouble());
        yield return Phantom("a smooth blob", (_, radius) => 200 * Math.Exp(-radius * radius / (2 * 60 * 60)));
        yield return Phantom("a constant box", (_, _) => 100);
        yield return Phantom("a ball", (_, radius) => (radius < 85 ? 150 : 0) + 5 * random.NextDouble());
        yield return Phantom("a bottle", (p, _) =>
            (Math.Sqrt(p.X * p.X + p.Y * p.Y) < 50 && Math.Abs(p.Z) < 90 ? 150 : 0) + 5 * random.NextDouble());
    }

    /// <summary>A phantom of 200 mm.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">Its value at a point and at a distance from the middle, mm.</param>
    public static HeadCase Phantom(string name, Func<(double X, double Y, double Z), double, double> value)
    {
        var voxels = new byte[Grid.VoxelCount];
        for (var voxel = 0; voxel < voxels.Length; voxel++)
        {
            var p = Grid.Grid2World.Apply(voxel % Side, voxel / Side % Side, voxel / Side / Side);
            voxels[voxel] = (byte)value(p, Math.Sqrt(p.X * p.X + p.Y * p.Y + p.Z * p.Z));
        }

        return new("not a head", name, new Volume(Grid, VoxelType.UInt8, voxels), null, AffineMatrix.Identity);
    }

    private static HeadCase Part(HeadCase head, string name, Func<byte, int, double, byte> keep)
    {
        var (grid, stored) = (head.Scan.Grid, head.Scan.Voxels.ToArray());
        var (low, high) =
            (grid.Grid2World.Apply(0, 0, 0), grid.Grid2World.Apply(grid.Nx - 1, grid.Ny - 1, grid.Nz - 1));
        for (var voxel = 0; voxel < stored.Length; voxel++)
        {
            var z = grid.Grid2World.Apply(voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / grid.Nx / grid.Ny).Z;
            stored[voxel] = keep(stored[voxel], voxel, (z - Math.Min(low.Z, high.Z)) / Math.Abs(high.Z - low.Z));
        }

        return head with { Group = "not a head", Name = name, Scan = head.Scan.WithVoxels(stored) };
    }

    /// <summary>A slab of the head between two heights (shares of the field of view), the rest black.</summary>
    private static HeadCase Cropped(HeadCase head, string name, double from, double to, bool isTurnedOver)
    {
        var slab = Part(head, name, (value, _, height) => height >= from && height <= to ? value : (byte)0);
        return isTurnedOver
            ? slab with { Scan = new Volume(TurnedOver(slab.Scan.Grid), slab.Scan.VoxelType, slab.Scan.Voxels) }
            : slab;
    }

    private static VoxelGrid TurnedOver(VoxelGrid grid) =>
        new(grid.Nx, grid.Ny, grid.Nz, AffineMatrix.Rotation(0, Math.PI, 0) * grid.Grid2World);
}
