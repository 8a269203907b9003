using System.Text.Json.Nodes;

namespace RefacePS.Files;

/// <summary>
/// Reads MGH and MGZ, the volume format of FreeSurfer. As safe on hostile files as <see cref="NiftiReader"/>.
/// </summary>
internal static class MghReader
{
    /// <summary>Far above any real footer; a bound on what a hostile file can make us hold.</summary>
    private const int MaximumFooterBytes = 1 << 26;

    /// <summary>NIFTI_UNITS_SEC.</summary>
    private const int SecondsUnit = 8;

    /// <summary>Reads a 3-D or 4-D image.</summary>
    /// <param name="name">An .mgh or .mgz file; whether it is compressed shows by its content.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="VolumeFileException">The file is missing, a folder, or cannot be read.</exception>
    /// <exception cref="VolumeFormatException">The content is not a volume.</exception>
    public static Volume Read(VolumePath name, CancellationToken cancellation)
    {
        var path = name.ToString();
        using var source = VolumeSource.Open(path);
        var header = ReadHeader(source, path, cancellation);
        var shape = ReadShape(header, path);
        var type = MghVoxelType.Read(header.Type, path);
        var grid = VoxelReader.GridOf(
            shape, MghGeometry.Grid2World(header), path, "Repair the directions in the header");
        VoxelReader.RequireRoom(source, MghHeader.Size, shape.ByteCount(type), path);
        var voxels = VoxelReader.Read(source, (int)shape.ByteCount(type), path, cancellation);
        var footer = ReadFooter(source, path, cancellation);
        source.RequireWhole(cancellation);
        ByteOrder.ToNative(voxels, type, isBigEndian: true);

        var bids = BidsName.Parse(path);
        var volume = new Volume(grid, type, voxels, shape.Frames)
        {
            HasWorld = header.HasPlace,
            Origin = new MghOrigin(name, header.Bytes, footer),
            Subject = bids.Subject,
            Session = bids.Session,
            Path = path,
        };
        var (sidecar, sidecarFault) = Sidecar.ReadText(name, cancellation);
        var stored = NiftiHeaderOf(volume, footer, sidecar);
        return volume with { Header = stored with { SidecarFault = sidecarFault } };
    }

    /// <summary>True if an image has more than one frame, by its header alone.</summary>
    /// <exception cref="RefacePSException">It cannot be read.</exception>
    public static bool IsSeries(VolumePath name)
    {
        using var source = VolumeSource.Open(name.ToString());
        return ReadShape(ReadHeader(source, name.ToString(), CancellationToken.None), name.ToString()).Frames > 1;
    }

    private static MghHeader ReadHeader(VolumeSource source, string path, CancellationToken cancellation)
    {
        var bytes = new byte[MghHeader.Size];
        source.ReadExactly(bytes, cancellation);
        var header = new MghHeader(bytes);
        return header.Version == MghHeader.KnownVersion ? header : throw new VolumeFormatException(
            VolumeFormatFault.NotMgh, path,
            $"The file does not start as MGH of version {MghHeader.KnownVersion} does. Give a volume of FreeSurfer.");
    }

    private static NiftiShape ReadShape(MghHeader header, string path) => NiftiShape.Read(
        [
            header.GetDimension(0), header.GetDimension(1), header.GetDimension(2),
            MghVoxelType.Frames(header.Type, header.GetDimension(3)),
        ],
        path);

    private static byte[] ReadFooter(VolumeSource source, string path, CancellationToken cancellation)
    {
        var footer = new MemoryStream();
        var buffer = new byte[1 << 12];
        int read;
        do
        {
            read = source.ReadUpTo(buffer, cancellation);
            footer.Write(buffer, 0, read);
        }
        while (read == buffer.Length && footer.Length <= MaximumFooterBytes);
        return footer.Length <= MaximumFooterBytes ? footer.ToArray() : throw new VolumeFormatException(
            VolumeFormatFault.VolumeTooLarge, path,
            $"What follows the voxels takes more than {MaximumFooterBytes >> 20} MiB. Convert the file again.");
    }

    /// <summary>The sidecar that the volume is written with where it becomes NIfTI.</summary>
    private static VolumeHeader NiftiHeaderOf(Volume volume, ReadOnlySpan<byte> footer, string? sidecar)
    {
        var header = NiftiHeaderBuilder.Build(volume, isSingleFile: true, keepText: false);
        if (volume.FrameCount > 1 && MghFooter.Parameter(footer, 0) is { } milliseconds)
        {
            header.SetVoxelSize(4, milliseconds / 1000);
            header.Units |= SecondsUnit;
        }

        return new(header.Bytes, header.IsBigEndian, ReadOnlyMemory<byte>.Empty, sidecar ?? SidecarOf(footer));
    }

    /// <summary>The acquisition in the terms of BIDS (seconds, degrees), for a file that has no sidecar.</summary>
    private static string? SidecarOf(ReadOnlySpan<byte> footer)
    {
        (string Name, double? Value)[] fields =
        [
            ("RepetitionTime", MghFooter.Parameter(footer, 0) / 1000),
            ("FlipAngle", MghFooter.Parameter(footer, 1) * 180 / Math.PI),
            ("EchoTime", MghFooter.Parameter(footer, 2) / 1000),
            ("InversionTime", MghFooter.Parameter(footer, 3) / 1000),
        ];
        var known = fields.Where(field => field.Value is not null)
            .Select(field => KeyValuePair.Create(field.Name, (JsonNode?)JsonValue.Create((float)field.Value!)))
            .ToArray();
        return known.Length > 0 ? new JsonObject(known).ToJsonString() : null;
    }
}
