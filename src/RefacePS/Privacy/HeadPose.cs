using RefacePS.Atlases;
using RefacePS.Volumes;

namespace RefacePS.Privacy;

/// <summary>
/// The pose of a head, found by what defacing keeps: skull and brain above the skull's base, without the face, the ears
/// and the neck. Originals are aligned by the same part, so that gallery and probes stand on one footing.
/// </summary>
/// <param name="Scan2Atlas">The affine map of the kept part to the atlas, mm.</param>
/// <param name="Scan2Head">
/// Its rotation alone, about the centre of the cavity: head space. Nothing is scaled, since the size of a face tells
/// people apart too.
/// </param>
/// <param name="Score">Correlation ratio of the kept part under the affine map, 0 to 1.</param>
internal sealed record HeadPose(AffineMatrix Scan2Atlas, AffineMatrix Scan2Head, double Score)
{
    /// <summary>The size of the atlas's head against this one: the cube root of the factor by which the affine map
    /// changes volumes.</summary>
    public double AtlasScale => Math.Cbrt(Math.Abs(Scan2Atlas.Determinant));

    /// <summary>Finds the pose of a head.</summary>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public static HeadPose Find(HeadAtlas atlas, Volume volume, Image scan, CancellationToken cancel)
    {
        using var legible = LegibleScan.Of(scan);
        using var blocks = HeadFinder.FindBlanked(volume, scan);
        var result = HeadFinder.FindKeptPart(atlas, volume, legible, blocks, cancel);
        return result.Score >= HeadFinder.LowestScore
            ? new(result.Scan2Template, KeptPart.Unscaled(result.Scan2Template), result.Score)
            : throw new HeadNotFoundException(volume.Name, result.Score);
    }
}
