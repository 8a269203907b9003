using RefacePS.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>Weighted linear least squares.</summary>
internal static class LeastSquares
{
    private const double Ridge = 1e-6;

    /// <summary>
    /// Coefficients that minimise the weighted squared residual, with a ridge so small that it only defines what no
    /// sample determines. Solved on the CPU in double precision.
    /// </summary>
    /// <param name="design">A row a coefficient, [P, N], float32.</param>
    /// <param name="values">What to explain, [N].</param>
    /// <param name="weights">Weight of every sample, [N].</param>
    /// <returns>Coefficients, [P], float64, on the device of the values.</returns>
    public static Tensor Solve(Tensor design, Tensor values, Tensor weights) =>
        OneThread.Run(() => SolveOnOne(design, values, weights));

    private static Tensor SolveOnOne(Tensor design, Tensor values, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var weighted = design * weights;
        var normal = weighted.matmul(design.t()).to(float64).cpu();
        var right = weighted.matmul(values).to(float64).cpu();
        var ridge = normal.diagonal().mean() * Ridge;
        return linalg.solve(normal + eye(normal.shape[0], dtype: float64) * ridge, right).to(values.device)
            .MoveToOuterDisposeScope();
    }
}
