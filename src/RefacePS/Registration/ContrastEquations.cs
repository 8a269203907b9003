using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RefacePS.Registration;

/// <summary>
/// Normal equations of weighted least squares whose first unknowns are the function of a <see cref="ContrastModel"/> at
/// its knots, of which every sample touches two, and whose others have a column each. Sums are in single precision
/// within a slab of samples and in double precision over slabs.
/// </summary>
internal sealed unsafe class ContrastEquations
{
    /// <summary>Samples that are summed in single precision.</summary>
    public const int SlabSize = 2048;

    /// <summary>Rows are padded to a multiple of so many numbers.</summary>
    public const int Width = 8;

    private const int KnotTerms = 3;

    private readonly int columns;
    private readonly int stride;
    private readonly float[] ofKnots = new float[ContrastModel.Knots * KnotTerms];
    private readonly float[] ofBoth;
    private readonly float[] ofColumns;

    /// <summary>Begins a slab.</summary>
    /// <param name="columns">Unknowns beside the knots.</param>
    public ContrastEquations(int columns)
    {
        (this.columns, stride) = (columns, StrideOf(columns));
        ofBoth = new float[ContrastModel.Knots * stride];
        ofColumns = new float[columns * stride];
    }

    /// <summary>Length of a row: the columns, what is to be explained, and zeros to the next multiple of
    /// <see cref="Width"/>.</summary>
    public static int StrideOf(int columns) => (columns + Width) / Width * Width;

    /// <summary>Adds a sample.</summary>
    /// <param name="template">Its template value.</param>
    /// <param name="row">Its columns, the value to explain, then zeros.</param>
    /// <param name="weight">How much it counts.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(float template, float* row, float weight)
    {
        var (interval, share) = ContrastModel.Place(template);
        var (first, second) = (weight * (1 - share), weight * share);
        ofKnots[interval * KnotTerms] += first * (1 - share);
        ofKnots[interval * KnotTerms + 1] += first * share;
        ofKnots[interval * KnotTerms + 2] += second * share;
        fixed (float* both = &ofBoth[interval * stride], all = ofColumns)
        {
            var (firsts, seconds) = (Vector256.Create(first), Vector256.Create(second));
            for (var at = 0; at < stride; at += Width)
            {
                var part = Vector256.Load(row + at);
                (Vector256.Load(both + at) + firsts * part).Store(both + at);
                (Vector256.Load(both + stride + at) + seconds * part).Store(both + stride + at);
            }

            // Of a symmetric matrix the part from the diagonal on is enough.
            for (var at = 0; at < stride; at += Width)
            {
                var part = Vector256.Create(weight) * Vector256.Load(row + at);
                var last = Math.Min(columns, at + Width);
                var to = all + at;
                for (var column = 0; column < last; column++, to += stride)
                {
                    (Vector256.Load(to) + Vector256.Create(row[column]) * part).Store(to);
                }
            }
        }
    }

    /// <summary>The unknowns, knots first, of the sum of slabs, in their order.</summary>
    /// <param name="slabs">The slabs.</param>
    /// <param name="columns">Unknowns beside the knots.</param>
    public static double[] Solve(ContrastEquations[] slabs, int columns)
    {
        var (normal, right) = Sum(slabs, columns);
        return LeastSquares.Solve(normal, right);
    }

    /// <summary>Matrix and right side of the sum of slabs, in their order.</summary>
    public static (double[,] Normal, double[] Right) Sum(ContrastEquations[] slabs, int columns)
    {
        var unknowns = ContrastModel.Knots + columns;
        var (normal, right) = (new double[unknowns, unknowns], new double[unknowns]);
        foreach (var slab in slabs)
        {
            slab.AddTo(normal, right);
        }

        for (var row = 0; row < unknowns; row++)
        {
            for (var column = row + 1; column < unknowns; column++)
            {
                normal[column, row] = normal[row, column];
            }
        }

        return (normal, right);
    }

    private void AddTo(double[,] normal, double[] right)
    {
        for (var knot = 0; knot < ContrastModel.Knots; knot++)
        {
            right[knot] += ofBoth[knot * stride + columns];
            if (knot < ContrastModel.Knots - 1)
            {
                normal[knot, knot] += ofKnots[knot * KnotTerms];
                normal[knot, knot + 1] += ofKnots[knot * KnotTerms + 1];
                normal[knot + 1, knot + 1] += ofKnots[knot * KnotTerms + 2];
            }

            for (var column = 0; column < columns; column++)
            {
                normal[knot, ContrastModel.Knots + column] += ofBoth[knot * stride + column];
            }
        }

        for (var row = 0; row < columns; row++)
        {
            right[ContrastModel.Knots + row] += ofColumns[row * stride + columns];
            for (var column = row; column < columns; column++)
            {
                normal[ContrastModel.Knots + row, ContrastModel.Knots + column] += ofColumns[row * stride + column];
            }
        }
    }
}
