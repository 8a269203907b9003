namespace RefacePS.Atlases.Building;

/// <summary>
/// The zones of face and ears in atlas space, as geometry in mm. The atlas's origin is the centre of the average
/// cavity; the figures were read off the average head: globes of the eyes at y 67 to 91 and z -49 to -25, nasion at (y
/// 105, z -22), tip of the nose at (129, -61), lips at z -92, chin at (103, -130); temporal poles at y 55 and z -25 to
/// -49, floor of the frontal lobes at z -17.
/// </summary>
internal static class FaceZone
{
    /// <summary>The back wall of the face, (z, y): behind the globes above, through the cheeks and the jaw
    /// below.</summary>
    private static readonly (double At, double Value)[] BackWall =
        [(-164, 58), (-140, 56), (-100, 57), (-55, 63), (-10, 63)];

    /// <summary>
    /// The roof of the face, (y, z): well over the globes at the back, since eyes differ in height, and over the brows
    /// in front. Where that comes near the frontal lobes, the margin of the cavity takes over.
    /// </summary>
    private static readonly (double At, double Value)[] Roof = [(60, -20), (75, -15), (92, -11), (108, -4), (150, 2)];

    /// <summary>Ears reach out from the side of the head; (low, high) along x (either side), y and z.</summary>
    private static readonly (double Low, double High)[] EarBox = [(67, 96), (-28, 34), (-88, 0)];

    /// <summary>Distance (mm, approximate) inside the face zone; negative outside.</summary>
    public static double FaceDepth(double y, double z) =>
        Math.Min(y - Interpolate(BackWall, z), Interpolate(Roof, y) - z);

    /// <summary>Distance (mm) inside the ear zones; negative outside.</summary>
    public static double EarDepth(double x, double y, double z) => Math.Min(
        Depth(EarBox[0], Math.Abs(x)), Math.Min(Depth(EarBox[1], y), Depth(EarBox[2], z)));

    private static double Depth((double Low, double High) range, double value) =>
        Math.Min(value - range.Low, range.High - value);

    private static double Interpolate((double At, double Value)[] knots, double at)
    {
        if (at <= knots[0].At)
        {
            return knots[0].Value;
        }

        for (var i = 1; i < knots.Length; i++)
        {
            if (at <= knots[i].At)
            {
                var (left, right) = (knots[i - 1], knots[i]);
                return left.Value + (right.Value - left.Value) * (at - left.At) / (right.At - left.At);
            }
        }

        return knots[^1].Value;
    }
}
