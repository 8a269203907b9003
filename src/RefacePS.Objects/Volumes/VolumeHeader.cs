namespace RefacePS;

/// <summary>
/// The file header a volume came with, kept to the last bit so that export can give back every field that the
/// processing did not change. Opaque here: the library's Files folder reads and writes it.
/// </summary>
/// <param name="Bytes">The header structure as stored: 348 bytes (NIfTI-1) or 540 bytes (NIfTI-2).</param>
/// <param name="IsBigEndian">Byte order of the file.</param>
/// <param name="Extensions">Header extensions as stored (esize, ecode, data, one after another), without the 4-byte
/// extender.</param>
/// <param name="Sidecar">The text of the JSON sidecar beside the file, or null.</param>
public sealed record VolumeHeader(
    ReadOnlyMemory<byte> Bytes, bool IsBigEndian, ReadOnlyMemory<byte> Extensions, string? Sidecar)
{
    /// <summary>The reason for which the JSON sidecar beside the file was left aside; null where there is none, or it
    /// was read.</summary>
    public string? SidecarFault { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"NIfTI-{(Bytes.Length == 540 ? 2 : 1)}, {(IsBigEndian ? "big" : "little")}-endian";
}
