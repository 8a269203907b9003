namespace RefacePS.Files;

/// <summary>Makes the header that a volume is written with: the one it came with, changed only where the volume
/// differs.</summary>
internal static class NiftiHeaderBuilder
{
    private const int ExtenderSize = 4;

    /// <summary>The header of a volume, without the extender and the extensions that follow it.</summary>
    public static NiftiHeader Build(Volume volume, bool isSingleFile, bool keepText)
    {
        var header = volume.Header is { } stored ? View(stored) : NiftiHeader.Create(SmallestLayout(volume.Grid));
        header.IsSingleFile = isSingleFile;
        header.DataOffset = isSingleFile ? header.Layout.Size + Extensions(volume, keepText).Length : 0;
        header.DataType = (int)volume.VoxelType;
        header.BitsPerVoxel = volume.VoxelType.ByteSize() * 8;
        header.Slope = volume.Slope;
        header.Intercept = volume.Intercept;
        SetGrid(header, volume);
        if (!keepText)
        {
            header.ClearFreeText();
            header.ClearUnused();
        }

        return header;
    }

    /// <summary>The extender and, where text is kept, the extensions.</summary>
    public static ReadOnlyMemory<byte> Extensions(Volume volume, bool keepText)
    {
        var stored = keepText && volume.Header is { } header ? header.Extensions.Span : [];
        var bytes = new byte[ExtenderSize + stored.Length];
        bytes[0] = stored.IsEmpty ? (byte)0 : (byte)1;
        stored.CopyTo(bytes.AsSpan(ExtenderSize));
        return bytes;
    }

    /// <summary>The bytes of a header without cal_min and cal_max, which mean nothing for a mask.</summary>
    public static ReadOnlyMemory<byte> WithoutDisplayRange(VolumeHeader stored)
    {
        var header = View(stored);
        header.DisplayMinimum = 0;
        header.DisplayMaximum = 0;
        return header.Bytes;
    }

    private static NiftiHeader View(VolumeHeader stored) => new(stored.Bytes.ToArray(), stored.IsBigEndian);

    private static NiftiLayout SmallestLayout(VoxelGrid grid) =>
        Math.Max(grid.Nx, Math.Max(grid.Ny, grid.Nz)) > short.MaxValue ? NiftiLayout.Version2 : NiftiLayout.Version1;

    private static void SetGrid(NiftiHeader header, Volume volume)
    {
        var shape = new NiftiShape(volume.Grid.Nx, volume.Grid.Ny, volume.Grid.Nz, volume.FrameCount);
        if (!shape.IsIn(header))
        {
            shape.WriteTo(header);
        }

        if (volume.Header is null || NiftiGeometry.Grid2World(header) != volume.Grid.Grid2World
            || NiftiGeometry.HasWorld(header) != volume.HasWorld)
        {
            NiftiGeometry.SetGrid(header, volume.Grid, volume.HasWorld);
        }
    }
}
