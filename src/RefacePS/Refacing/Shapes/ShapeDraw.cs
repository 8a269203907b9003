using RefacePS.Volumes;
using TorchSharp;
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

    /// <summary>Faces that are drawn at most until one fits into the field of view.</summary>
    private const int Attempts = 12;

    /// <summary>
    /// The shape of the first of several faces whose nose the scan has room for, or of the one that lacks least: the shift of the nodes, mm,
    /// [3, Nz, Ny, Nx] at <see cref="FaceBox.NodeSpacing"/>.
    /// </summary>
    /// <param name="space">How faces differ.</param>
    /// <param name="view">What the scan has room for.</param>
    /// <param name="face2Head">From where drawn faces are in place to atlas space.</param>
    /// <param name="inView">Where the scan has voxels (bool), in <see cref="HeadSpace"/>.</param>
    /// <param name="noise">Chance.</param>
    public static Tensor Draw(ShapeSpace space, FieldOfView view, AffineMatrix face2Head, Tensor inView, VoxelNoise noise)
    {
        using var scope = NewDisposeScope();
        var (chosen, least) = (space.Mean, double.PositiveInfinity);
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var shape = space.At(Coefficients(space.Count, noise, attempt).to(inView.device));
            var lacking = view.Lacking(shape, face2Head, inView);
            if (lacking < least)
            {
                (chosen, least) = (shape, lacking);
            }
        }

        return chosen.MoveToOuterDisposeScope();
    }

    /// <summary>Coefficients of a face in standard deviations, [K].</summary>
    /// <param name="count">Components.</param>
    /// <param name="noise">Chance.</param>
    /// <param name="attempt">Which of several faces, from 0.</param>
    internal static Tensor Coefficients(int count, VoxelNoise noise, int attempt) =>
        tensor(Enumerable.Range(attempt * count, count).Select(k => (float)Math.Clamp(noise.Normal(k), -Rarest, Rarest)).ToArray());
}
