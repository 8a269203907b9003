using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Shapes;

/// <summary>
/// Draws the shape of a face at random among those that fit what was kept: coefficients of the shape space are normal before, and normal
/// given the shifts of kept nodes (Albrecht et al., Med. Image Anal. 17:959, 2013, "posterior shape models").
/// </summary>
internal static class ShapeDraw
{
    /// <summary>
    /// Deviation (mm) of a kept node's shift from what the shape space can say. Nodes are no independent witnesses, since fields are
    /// smooth: the deviation is that of one node times the root of how many say the same.
    /// </summary>
    private const double NodeDeviation = 8;

    /// <summary>Rarer coefficients than this (standard deviations) are not drawn.</summary>
    private const double Rarest = 2.5;

    /// <summary>Coefficients of a drawn face, [K].</summary>
    /// <param name="space">The shape space.</param>
    /// <param name="shifts">Measured shifts of the nodes, mm, [3, Nz, Ny, Nx].</param>
    /// <param name="kept">How much of each node's surroundings was kept, 0 to 1, [Nz, Ny, Nx].</param>
    /// <param name="noise">Chance.</param>
    public static Tensor Draw(ShapeSpace space, Tensor shifts, Tensor kept, VoxelNoise noise)
    {
        using var scope = NewDisposeScope();
        var modes = space.Modes.reshape(space.Count, -1);
        var weighted = modes * (kept / (NodeDeviation * NodeDeviation)).unsqueeze(0).expand(3, -1, -1, -1).reshape(1, -1);
        var precision = eye(space.Count, dtype: float64) + weighted.matmul(modes.t()).to(float64).cpu();
        var expected = linalg.solve(precision, weighted.matmul((shifts - space.Mean).reshape(-1)).to(float64).cpu());

        // With precision = L L', the solution of L' x = z has the covariance of the coefficients.
        var chance = tensor(Enumerable.Range(0, space.Count).Select(k => Math.Clamp(noise.Normal(k), -Rarest, Rarest)).ToArray());
        var spread = linalg.solve(linalg.cholesky(precision).t(), chance);
        return (expected + spread).to(float32).clamp_(-Rarest, Rarest).to(shifts.device).MoveToOuterDisposeScope();
    }
}
