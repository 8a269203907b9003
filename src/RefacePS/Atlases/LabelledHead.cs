using RefacePS.Volumes;

namespace RefacePS.Atlases;

/// <summary>A head in memory that an atlas is made from. Owns its images.</summary>
/// <param name="Scan">The scan, the median of brain being 1.</param>
/// <param name="Cavity">1 inside the intracranial cavity, else 0, on the same grid.</param>
internal sealed record LabelledHead(Image Scan, Image Cavity) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Scan.Dispose();
        Cavity.Dispose();
    }
}
