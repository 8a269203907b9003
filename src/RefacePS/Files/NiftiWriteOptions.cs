namespace RefacePS.Files;

/// <summary>The options of writing a volume.</summary>
/// <param name="Overwrite">Whether a file at the destination may be replaced. The file a volume came from never
/// is.</param>
/// <param name="KeepHeaderText">
/// Whether free text and extensions of the header, and identifying fields of the sidecar, are kept as they came. They
/// may name a person.
/// </param>
/// <param name="Mode">Permissions that the files get at most, on Unix; null for those that are usual.</param>
public sealed record NiftiWriteOptions(bool Overwrite = false, bool KeepHeaderText = false, UnixFileMode? Mode = null);
