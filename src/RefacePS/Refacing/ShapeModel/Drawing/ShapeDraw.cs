using RefacePS.Refacing.Faces;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// Draws the shape of a face at random, whatever the rest of the head looks like: a shape that fits what was kept is
/// nearer to its owner's than any average, since a head and its face go together.
/// </summary>
internal static class ShapeDraw
{
    /// <summary>
    /// Distance of drawn faces from the mean, as a multiple of what the components say: fields that aligned heads are
    /// smooth, and tell less than all of how much people differ. Drawn so, a new face is no nearer to any face of the
    /// training than another person's is.
    /// </summary>
    private const double Spread = 1.5;

    /// <summary>Rarer faces than this (standard deviations of a component) are not drawn.</summary>
    private const double Rarest = 2.5;

    /// <summary>Coefficients of a face in standard deviations, [K].</summary>
    /// <param name="count">Components.</param>
    /// <param name="noise">Chance.</param>
    /// <param name="attempt">Which of the faces that chance has to give, from 0 on.</param>
    public static Tensor Coefficients(int count, VoxelNoise noise, int attempt = 0) =>
        tensor(Enumerable.Range(attempt * count, count)
            .Select(k => (float)(Spread * Math.Clamp(noise.Normal(k), -Rarest, Rarest)))
            .ToArray());
}
