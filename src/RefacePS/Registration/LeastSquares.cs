using System.Runtime.CompilerServices;
namespace RefacePS.Registration;

/// <summary>Linear least squares by normal equations.</summary>
internal static class LeastSquares
{
    private const double Ridge = 1e-6;

    /// <summary>
    /// Coefficients that minimise the squared residual, with a ridge so small that it only defines what no sample
    /// determines; by elimination with partial pivoting.
    /// </summary>
    /// <param name="normal">The normal matrix, [P, P]; it is overwritten.</param>
    /// <param name="right">The right side, [P]; it is overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Solve(double[,] normal, double[] right)
    {
        var ridge = Ridge * Enumerable.Range(0, right.Length).Average(i => normal[i, i]);
        for (var i = 0; i < right.Length; i++)
        {
            normal[i, i] += ridge;
        }

        for (var step = 0; step < right.Length; step++)
        {
            SwapRows(normal, right, step, PivotOf(normal, step));
            for (var row = step + 1; row < right.Length; row++)
            {
                Subtract(normal, right, step, row);
            }
        }

        for (var row = right.Length - 1; row >= 0; row--)
        {
            for (var column = row + 1; column < right.Length; column++)
            {
                right[row] -= normal[row, column] * right[column];
            }

            right[row] /= normal[row, row];
        }

        return right;
    }

    private static int PivotOf(double[,] matrix, int step)
    {
        var pivot = step;
        for (var row = step + 1; row < matrix.GetLength(0); row++)
        {
            pivot = Math.Abs(matrix[row, step]) > Math.Abs(matrix[pivot, step]) ? row : pivot;
        }

        return pivot;
    }

    private static void SwapRows(double[,] matrix, double[] right, int a, int b)
    {
        if (a == b)
        {
            return;
        }

        (right[a], right[b]) = (right[b], right[a]);
        for (var column = 0; column < right.Length; column++)
        {
            (matrix[a, column], matrix[b, column]) = (matrix[b, column], matrix[a, column]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(double[,] matrix, double[] right, int step, int row)
    {
        var factor = matrix[row, step] / matrix[step, step];
        right[row] -= factor * right[step];
        for (var column = step; column < right.Length; column++)
        {
            matrix[row, column] -= factor * matrix[step, column];
        }
    }
}
