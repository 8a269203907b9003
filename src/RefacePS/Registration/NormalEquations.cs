using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;

namespace RefacePS.Registration;

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

    /// <summary>The coefficients.</summary>
    public double[] Solve()
    {
        var whole = Whole();
        return LeastSquares.Solve(whole, right, Ridge * whole.Diagonal().Maximum() + double.Epsilon);
    }

    /// <summary>The coefficients by a ridge of one's own, in the units of the matrix.</summary>
    public double[] Solve(double ridge) => LeastSquares.Solve(Whole(), right, ridge);

    private Matrix<double> Whole() => Matrix<double>.Build.Dense(
        count, count, (i, j) => matrix[Math.Max(i, j) * stride + Math.Min(i, j)]);
}
