using static TorchSharp.torch;

namespace RefacePS.Refacing.Shapes;

/// <summary>
/// Draws the shape of a face at random, whatever the rest of the head looks like: a shape that fits what was kept is nearer to its owner's than any average,
/// since a head and its face go together.
/// </summary>
internal static class ShapeDraw
{
    /// <summary>Rarer coefficients than this (standard deviations) are not drawn.</summary>
    private const double Rarest = 2.5;

    /// <summary>Coefficients of a face in standard deviations, [K].</summary>
    /// <param name="count">Components.</param>
    /// <param name="noise">Chance.</param>
    public static Tensor Draw(int count, VoxelNoise noise) =>
        tensor(Enumerable.Range(0, count).Select(k => (float)Math.Clamp(noise.Normal(k), -Rarest, Rarest)).ToArray());
}
