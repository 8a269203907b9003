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

    /// <summary>The scales by which heads of adults are brought to the atlas, the cube root of how their volumes
    /// change: those of 140 adults lie between 0.926 and 1.071 (IXI).</summary>
    private const double LargestAdult = 0.925;
    private const double SmallestAdult = 1.075;

    /// <summary>Marks the points of the atlas that belong to it, [N] bool for [N, 3] mm.</summary>
    public static Tensor Contains(HeadAtlas atlas, Tensor points)
    {
        using var scope = NewDisposeScope();
        var (_, face, ears) = atlas.Zones.At(points);
        return ((maximum(face, ears) < -Margin) & (points.select(1, 2) > Floor)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The rotation and shift that bring the kept part of a scan to the atlas. Heads of adults are not scaled: large
    /// heads have large faces, and the size of a brain would tell that of the face. A head that is larger or smaller
    /// than theirs, a child's, is scaled as far as the nearest of theirs: a face of theirs would not fit it.
    /// </summary>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="scan">Real values; whether it has a face makes no difference.</param>
    /// <param name="scan2Atlas">Where the head lies by all of it; what counts too where too little of the part is in
    /// view.</param>
    /// <param name="cancel">Ends the work.</param>
    public static AffineMatrix Pose(HeadAtlas atlas, Image scan, AffineMatrix scan2Atlas, CancellationToken cancel)
    {
        var result = atlas.Registration.RefinePart(scan, scan2Atlas, points => Contains(atlas, points), cancel);
        return AsAdult(result.Score >= HeadFinder.LowestScore ? result.Scan2Template : scan2Atlas);
    }

    /// <summary>The rotation nearest to an affine map, about the point that it carries to the origin, and after it what
    /// it scales beyond the heads of adults.</summary>
    public static AffineMatrix AsAdult(AffineMatrix map)
    {
        var scale = Math.Cbrt(Math.Abs(map.Determinant));
        var beyond = scale / Math.Clamp(scale, LargestAdult, SmallestAdult);
        return AffineMatrix.Scale(beyond, beyond, beyond) * Unscaled(map);
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
