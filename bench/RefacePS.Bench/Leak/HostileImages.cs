using RefacePS.Volumes;

namespace RefacePS.Bench.Leak;

/// <summary>Images that show the face of a known head, or have the shape of it.</summary>
internal static class HostileImages
{
    /// <summary>Rows by which a frame lies elsewhere.</summary>
    private const int ShiftedRows = 25;

    /// <summary>The head itself, where a header puts it.</summary>
    public static Volume Head(LeakItem item) => item.Guise == "no place"
        ? Placed(item.Head.Scan, AffineMatrix.Identity) with { HasWorld = false } : Placed(item.Head.Scan, item.Motion);

    /// <summary>Another contrast of the head.</summary>
    public static Volume Companion(LeakItem item)
    {
        var bright = item.Head.Values.Max();
        return Of(item, VoxelType.Int16, value => value < item.Head.Threshold ? value * 0.3f
            : 2200 - 1800 * Math.Min(1, value / (0.8f * bright)) + value);
    }

    /// <summary>Labels or a map of the head.</summary>
    public static Volume Map(LeakItem item)
    {
        var (threshold, bright) = ((float)item.Head.Threshold, item.Head.Values.Max());
        var voxel = 0;
        return item.Guise switch
        {
            "label-face_roi" => Of(item, VoxelType.UInt8,
                value => item.Head.Face[voxel++] && value > threshold ? 1 : 0),
            "dseg" => Of(item, VoxelType.UInt8, value => value < threshold ? 0 : value < 2 * threshold ? 1 : 2),
            "probseg" => Of(item, VoxelType.Float32, value => value < threshold ? 0 : Math.Min(1, value / bright)),
            "T1map" or "R1map" or "T2map" or "PDmap" => Of(item, VoxelType.Float32,
                value => value < threshold ? 0 : 4000 - 3000 * Math.Min(1, value / bright) + value),
            _ => Of(item, VoxelType.UInt8, value => value > threshold ? 1 : 0),
        };
    }

    /// <summary>Two frames, of which the second lies otherwise, or one shows nothing.</summary>
    public static Volume Frames(LeakItem item)
    {
        var scan = item.Head.Scan;
        var first = scan.Voxels.ToArray();
        var row = scan.Grid.Nx * scan.VoxelType.ByteSize();
        byte[] second = item.Guise switch
        {
            "shifted" => [.. first[(ShiftedRows * row)..], .. first[..(ShiftedRows * row)]],
            "turned" => [.. first.Chunk(row * scan.Grid.Ny).Reverse().SelectMany(slice => slice)],
            _ => new byte[first.Length],
        };
        byte[] voxels = item.Guise == "empty first" ? [.. second, .. first] : [.. first, .. second];
        return new Volume(scan.Grid, scan.VoxelType, voxels, 2) { Slope = scan.Slope, Intercept = scan.Intercept };
    }

    private static Volume Of(LeakItem item, VoxelType type, Func<float, float> value)
    {
        var empty = new Volume(item.Head.Scan.Grid, type, new byte[item.Head.Values.Length * type.ByteSize()]);
        var stored = new byte[empty.Voxels.Length];
        VoxelConversion.Encode(Array.ConvertAll(item.Head.Values, number => value(number)), empty, stored);
        return Placed(empty.WithVoxels(stored), item.Motion);
    }

    private static Volume Placed(Volume volume, AffineMatrix motion)
    {
        var grid = volume.Grid;
        return new Volume(new VoxelGrid(grid.Nx, grid.Ny, grid.Nz, motion * grid.Grid2World), volume.VoxelType,
            volume.Voxels) { Slope = volume.Slope, Intercept = volume.Intercept };
    }
}
