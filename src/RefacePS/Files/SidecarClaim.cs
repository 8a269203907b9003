namespace RefacePS.Files;

/// <summary>All that the sidecar of an image says of what was done to it.</summary>
/// <param name="IsMarked">True if it says that the image was de-identified.</param>
/// <param name="Kind">The state of its face.</param>
/// <param name="IsVerified">True if it was written with this very image (see <see cref="Sidecar.IsOf"/>).</param>
internal readonly record struct SidecarClaim(bool IsMarked, VolumeKind Kind, bool IsVerified);
