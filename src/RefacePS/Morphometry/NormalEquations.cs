using MathNet.Numerics.LinearAlgebra;

namespace RefacePS.Morphometry;

/// <summary>Weighted linear least squares over rows that come one by one.</summary>
/// <param name="count">Coefficients.</param>
internal sealed class NormalEquations(int count)
{
    /// <summary>So small that it only defines what no row determines.</summary>
    private const double Ridge = 1e-8;

    private readonly double[] matrix = new double[count * count];
    private readonly double[] right = new double[count];

    /// <summary>Adds a row of the design and what it is to give.</summary>
    public void Add(ReadOnlySpan<double> row, double value, double weight)
    {
        for (var i = 0; i < count; i++)
        {
            var scaled = weight * row[i];
            right[i] += scaled * value;
            for (var j = 0; j <= i; j++)
            {
                matrix[i * count + j] += scaled * row[j];
            }
        }
    }

    /// <summary>The coefficients.</summary>
    public double[] Solve()
    {
        var whole = Matrix<double>.Build.Dense(count, count, (i, j) => matrix[Math.Max(i, j) * count + Math.Min(i, j)]);
        var ridge = Ridge * whole.Diagonal().Maximum() + double.Epsilon;
        return [.. (whole + ridge * Matrix<double>.Build.DenseIdentity(count))
            .Solve(Vector<double>.Build.Dense(right))];
    }
}
