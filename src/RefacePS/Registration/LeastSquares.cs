using MathNet.Numerics.LinearAlgebra;
using RefacePS.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>Weighted linear least squares by normal equations.</summary>
internal static class LeastSquares
{
    private const double Ridge = 1e-6;

    /// <summary>
    /// Coefficients that minimise the weighted squared residual, with a ridge so small that it only defines what no
    /// sample determines. Solved on the CPU in double precision.
    /// </summary>
    /// <param name="normal">The normal matrix, [P, P].</param>
    /// <param name="right">The right side, [P].</param>
    /// <returns>Coefficients, [P].</returns>
    public static double[] Solve(double[,] normal, double[] right)
    {
        var matrix = Matrix<double>.Build.DenseOfArray(normal);
        return Solve(matrix, right, Ridge * matrix.Diagonal().Average());
    }

    /// <summary>The same with a ridge of one's own, in the units of the matrix.</summary>
    public static double[] Solve(Matrix<double> normal, double[] right, double ridge) =>
        [.. (normal + ridge * Matrix<double>.Build.DenseIdentity(right.Length))
            .Solve(Vector<double>.Build.Dense(right))];

    /// <summary>The same for samples that are given one by one.</summary>
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
        using var normal = weighted.matmul(design.t()).to(float64).cpu().contiguous().data<double>();
        using var right = weighted.matmul(values).to(float64).cpu().data<double>();
        return tensor(Solve((double[,])normal.ToNDArray(), right.ToArray())).to(values.device)
            .MoveToOuterDisposeScope();
    }
}
