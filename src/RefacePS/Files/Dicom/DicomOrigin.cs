namespace RefacePS.Files.Dicom;

/// <summary>The DICOM files that a volume was read from, and which of its voxels each pixel became.</summary>
internal sealed record DicomOrigin : VolumeOrigin
{
    private readonly string imageName;

    /// <summary>The origin of a volume.</summary>
    /// <param name="stack">Its slices.</param>
    /// <param name="layout">Which voxel each pixel is.</param>
    /// <param name="checksums">XXH3 of the bytes of each file, as they were when it was read.</param>
    /// <param name="imageName">The name of the volume as NIfTI.</param>
    public DicomOrigin(
        DicomStack stack, StackLayout layout, IReadOnlyDictionary<string, ulong> checksums, string imageName)
    {
        (Stack, Layout, Checksums, this.imageName) = (stack, layout, checksums, imageName);
        Files = [.. checksums.Keys.Order(StringComparer.Ordinal)];
    }

    public DicomStack Stack { get; }

    /// <summary>Whose scan it is, as the files say.</summary>
    public required string PatientId { get; init; }

    /// <summary>Full path of the first file, by name, with something in bits that are not said to be stored; null
    /// where there is none.</summary>
    public string? FileWithLeftovers { get; init; }

    public StackLayout Layout { get; }

    public IReadOnlyDictionary<string, ulong> Checksums { get; }

    /// <summary>Full paths of those files that are copies of others, and of these, by name.</summary>
    public IReadOnlyList<(string Copy, string Original)> Copies =>
        DicomCopies.Of(Stack.Slices.SelectMany(slice => slice));

    /// <inheritdoc/>
    public override string Format => "DICOM";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files { get; }

    /// <inheritdoc/>
    public override string ImageName => imageName;

    /// <inheritdoc/>
    public bool Equals(DicomOrigin? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
