using RefacePS.Volumes;

namespace RefacePS.Refacing.Faces;

/// <summary>The place in which a face is to be grown.</summary>
/// <param name="Removed">What was removed from the scan.</param>
/// <param name="Scan2Atlas">World of the scan to world of the atlas, mm.</param>
/// <param name="IsForeign">Whether somebody else removed it, and not the face zone of the atlas.</param>
internal sealed record FacePlace(Mask Removed, AffineMatrix Scan2Atlas, bool IsForeign)
{
    /// <summary>
    /// World of the atlas as <see cref="Scan2Atlas"/> reaches it to where the kept part of the head alone would have
    /// put it, mm; null where it is still to be found. The map that defacing used was found while the face was there,
    /// and knows its size and place.
    /// </summary>
    public AffineMatrix? ByKeptPart { get; init; }
}
