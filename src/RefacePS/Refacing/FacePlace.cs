using RefacePS.Volumes;

namespace RefacePS.Refacing;

/// <summary>Where a face is to be grown.</summary>
/// <param name="Removed">What was removed from the scan.</param>
/// <param name="Scan2Atlas">World of the scan to world of the atlas, mm.</param>
/// <param name="IsForeign">Whether somebody else removed it, and not the face zone of the atlas.</param>
internal sealed record FacePlace(Mask Removed, AffineMatrix Scan2Atlas, bool IsForeign);
