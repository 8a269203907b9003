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

    /// <summary>The coefficients, by Cholesky's decomposition.</summary>
    public double[] Solve()
    {
        var factor = (double[])matrix.Clone();
        var ridge = Ridge * Enumerable.Range(0, count).Max(i => factor[i * count + i]) + double.Epsilon;
        for (var i = 0; i < count; i++)
        {
            factor[i * count + i] += ridge;
            for (var j = 0; j <= i; j++)
            {
                var sum = factor[i * count + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= factor[i * count + k] * factor[j * count + k];
                }

                factor[i * count + j] = i == j ? Math.Sqrt(Math.Max(sum, ridge)) : sum / factor[j * count + j];
            }
        }

        return Substitute(factor);
    }

    private double[] Substitute(double[] factor)
    {
        var solution = (double[])right.Clone();
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < i; k++)
            {
                solution[i] -= factor[i * count + k] * solution[k];
            }

            solution[i] /= factor[i * count + i];
        }

        for (var i = count - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < count; k++)
            {
                solution[i] -= factor[k * count + i] * solution[k];
            }

            solution[i] /= factor[i * count + i];
        }

        return solution;
    }
}
