using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases;

/// <summary>
/// The part of a head that every defacing keeps: skull and brain above the skull's base, without the face, the ears and
/// the neck. Where it lies says nothing of the face, not even whether there is one.
/// </summary>
internal static class KeptPart
{
    /// <summary>The margin (mm) that is kept from the face and from the ears: their tissue, and the smoothed
    /// edge of a cut.</summary>
    private const double Margin = 10;

    /// <summary>World z (mm) of the atlas below which nothing counts: the neck bends.</summary>
    private const double Floor = -80;

    private const int PolarSteps = 30;

    /// <summary>Marks the points of the atlas that belong to it, [N] bool for [N, 3] mm.</summary>
    public static Tensor Contains(HeadAtlas atlas, Tensor points)
    {
        using var scope = NewDisposeScope();
        var (_, face, ears) = atlas.Zones.At(points);
        return ((maximum(face, ears) < -Margin) & (points.select(1, 2) > Floor)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The rotation and shift that bring the kept part of a scan to the atlas. Nothing is scaled: large heads have
    /// large faces, and the size of a brain would tell that of the face.
    /// </summary>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="scan">Real values; whether it has a face makes no difference.</param>
    /// <param name="scan2Atlas">Where the head lies by all of it; what counts too where too little of the part is in
    /// view.</param>
    /// <param name="cancel">Ends the work.</param>
    public static AffineMatrix Pose(HeadAtlas atlas, Image scan, AffineMatrix scan2Atlas, CancellationToken cancel)
    {
        var result = atlas.Registration.RefinePart(scan, scan2Atlas, points => Contains(atlas, points), cancel);
        return Unscaled(result.Score >= HeadFinder.LowestScore ? result.Scan2Template : scan2Atlas);
    }

    /// <summary>The rotation nearest to an affine map, about the point that it carries to the origin.</summary>
    public static AffineMatrix Unscaled(AffineMatrix map)
    {
        var (x, y, z) = map.Inverse().Apply(0, 0, 0);
        return Rotation(map) * AffineMatrix.Translation(-x, -y, -z);
    }

    /// <summary>The orthogonal factor of the linear part (Higham, SIAM J. Sci. Stat. Comput. 7(4), 1986: the mean with
    /// the inverse transpose, again and again).</summary>
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
