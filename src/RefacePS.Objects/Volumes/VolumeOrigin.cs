namespace RefacePS;

/// <summary>
/// The origin of a volume that was not NIfTI: the files, and what writing them back takes. Opaque here; the library's
/// Files folder has one derived type a format.
/// </summary>
public abstract record VolumeOrigin
{
    /// <summary>Short name of the format, for example <c>DICOM</c>.</summary>
    public abstract string Format { get; }

    /// <summary>Full paths of the files that the volume was read from. None of them is ever replaced.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>The name, without an extension, that the volume has where it is written as NIfTI.</summary>
    public abstract string ImageName { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Format}, {Counted.Of(Files.Count, "file")}";
}
