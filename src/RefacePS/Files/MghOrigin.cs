namespace RefacePS.Files;

/// <summary>The MGH file that a volume was read from.</summary>
internal sealed record MghOrigin : VolumeOrigin
{
    private readonly VolumePath path;

    /// <summary>The origin of a volume.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">The bytes before the voxels.</param>
    /// <param name="footer">The bytes after the voxels; none where the file ends with them.</param>
    public MghOrigin(VolumePath path, ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> footer) =>
        (this.path, Header, Footer) = (path, header, footer);

    public ReadOnlyMemory<byte> Header { get; }

    public ReadOnlyMemory<byte> Footer { get; }

    /// <inheritdoc/>
    public override string Format => "MGH";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files => [path.ToString()];

    /// <inheritdoc/>
    public override string ImageName => path.Stem;
}
