using RefacePS.Volumes;

namespace RefacePS.Atlases.Building;

/// <summary>A head atlas that was just made. Owns its images.</summary>
/// <param name="Average">The average head, 0 to 1.</param>
/// <param name="Cavity">Share of heads whose intracranial cavity covers a voxel, 0 to 1.</param>
/// <param name="MeanAffineScore">As on the card.</param>
/// <param name="MeanDisplacementMillimeters">As on the card.</param>
public sealed record BuiltHeadAtlas(
    Image Average, Image Cavity, double MeanAffineScore, double MeanDisplacementMillimeters) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Average.Dispose();
        Cavity.Dispose();
    }
}
