using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Privacy;

/// <summary>
/// Where a head lies, found by what defacing keeps: skull and brain above the skull's base, without the face, the ears and the neck. Originals
/// are aligned by the same part, so that gallery and probes stand on one footing.
/// </summary>
/// <param name="Scan2Atlas">The affine map of the kept part to the atlas, mm.</param>
/// <param name="Scan2Head">
/// Its rotation alone, about the centre of the cavity: head space. Nothing is scaled, since the size of a face tells people apart too.
/// </param>
/// <param name="Score">Correlation ratio of the kept part under the affine map, 0 to 1.</param>
internal sealed record HeadPose(AffineMatrix Scan2Atlas, AffineMatrix Scan2Head, double Score)
{
    /// <summary>How far (mm) what counts stays away from the face and from the ears: their tissue, and the smoothed edge of a cut.</summary>
    private const double Margin = 10;

    /// <summary>World z (mm) of the atlas below which nothing counts: the neck bends.</summary>
    private const double Floor = -80;

    private const int PolarSteps = 30;

    /// <summary>Finds the pose of a head.</summary>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public static HeadPose Find(HeadAtlas atlas, Volume volume, Image scan, CancellationToken cancel)
    {
        HeadFinder.RequirePlausibleView(volume);
        var result = atlas.Registration.AlignPart(scan, volume.HasWorld, points => IsKept(atlas, points), cancel);
        return result.Score >= HeadFinder.LowestScore
            ? new(result.Scan2Template, Unscaled(result.Scan2Template), result.Score)
            : throw new HeadNotFoundException(volume.Name, result.Score);
    }

    private static Tensor IsKept(HeadAtlas atlas, Tensor points)
    {
        using var scope = NewDisposeScope();
        var (_, face, ears) = atlas.Zones.At(points);
        return ((maximum(face, ears) < -Margin) & (points.select(1, 2) > Floor)).MoveToOuterDisposeScope();
    }

    /// <summary>The rotation nearest to an affine map, about the point that it carries to the origin.</summary>
    internal static AffineMatrix Unscaled(AffineMatrix map)
    {
        var (x, y, z) = map.Inverse().Apply(0, 0, 0);
        return Rotation(map) * AffineMatrix.Translation(-x, -y, -z);
    }

    /// <summary>The orthogonal factor of the linear part (Higham, SIAM J. Sci. Stat. Comput. 7(4), 1986: the mean with the inverse transpose, again and again).</summary>
    private static AffineMatrix Rotation(AffineMatrix map)
    {
        var q = map.ToRows();
        (q[3], q[7], q[11]) = (0, 0, 0);
        for (var step = 0; step < PolarSteps; step++)
        {
            var inverse = AffineMatrix.FromRows(q).Inverse();
            for (var r = 0; r < 3; r++)
            {
                for (var c = 0; c < 3; c++)
                {
                    q[r * 4 + c] = (q[r * 4 + c] + inverse[c, r]) / 2;
                }
            }
        }

        return AffineMatrix.FromRows(q);
    }
}
