using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RefacePS.Morphometry;

/// <summary>Weighted linear least squares over rows that come one by one.</summary>
/// <param name="count">Coefficients.</param>
internal sealed class NormalEquations(int count)
{
    /// <summary>So small that it only defines what no row determines.</summary>
    private const double Ridge = 1e-8;

    private static int Width => Vector256<double>.Count;

    /// <summary>Rows of the matrix are padded, so that vectors fill them.</summary>
    private readonly int stride = (count + Width - 1) / Width * Width;
    private readonly double[] matrix = new double[count * ((count + Width - 1) / Width * Width)];
    private readonly double[] right = new double[count];

    /// <summary>Adds a row of the design and what it is to give.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> row, double value, double weight)
    {
        Span<double> padded = stackalloc double[stride];
        row.CopyTo(padded);
        padded[count..].Clear();
        for (var i = 0; i < count; i++)
        {
            var scaled = weight * row[i];
            right[i] += scaled * value;
            var scales = Vector256.Create(scaled);
            var sums = matrix.AsSpan(i * stride, stride);
            for (var j = 0; j <= i; j += Width)
            {
                var sum = Vector256.Create<double>(sums[j..]) + scales * Vector256.Create<double>(padded[j..]);
                sum.CopyTo(sums[j..]);
            }
        }
    }

    /// <summary>Adds the rows of others.</summary>
    public void Add(NormalEquations other)
    {
        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[i] += other.matrix[i];
        }

        for (var i = 0; i < count; i++)
        {
            right[i] += other.right[i];
        }
    }

    /// <summary>The coefficients, by Cholesky's decomposition.</summary>
    public double[] Solve()
    {
        var factor = new double[count * count];
        for (var i = 0; i < count; i++)
        {
            matrix.AsSpan(i * stride, count).CopyTo(factor.AsSpan(i * count));
        }

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
