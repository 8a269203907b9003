using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace RefacePS.Registration;

/// <summary>
/// The steps of an <see cref="AffineRegistration"/>, and what one hands to the next: contrast, bias field and the scale
/// of the residual. A loop over the samples finds template, prediction and design of each together.
/// </summary>
internal sealed unsafe class AffineStep : IDisposable
{
    private const double RobustScale = 3;

    /// <summary>The median residual is mostly air's, so the scale is floored at this share of the head's
    /// mean.</summary>
    private const double LeastScale = 0.1;

    /// <summary>The scale of the residual is a median, which so many samples tell as well as more.</summary>
    private const int EnoughResiduals = 8_000;

    private const int SlabSize = ContrastEquations.SlabSize;
    private const int Motions = 12;
    private const int Columns = ContrastModel.BiasTerms + Motions;
    private static readonly int Stride = ContrastEquations.StrideOf(Columns);

    /// <summary>Rows of 12 numbers (a 3x4 matrix on scaled points, mm) that span the similarities.</summary>
    private static readonly double[,] Similarities =
    {
        { 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 },
        { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 },
        { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 },
        { 0, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0 },
        { 0, 0, 1, 0, 0, 0, 0, 0, -1, 0, 0, 0 },
        { 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 },
        { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 },
    };

    private readonly Template template;
    private readonly ScanSamples samples;
    private readonly AffineFreedom freedom;
    private readonly HostTensor points;
    private readonly HostTensor places;
    private readonly HostTensor values;
    private readonly Vector128<float>[] sampled;
    private readonly float[] residuals;
    private readonly int judgedStride;
    private ContrastModel? contrast;
    private double scale = double.PositiveInfinity;

    /// <summary>Prepares to step.</summary>
    public AffineStep(Template template, ScanSamples samples, AffineFreedom freedom)
    {
        (this.template, this.samples, this.freedom) = (template, samples, freedom);
        (points, places) = (HostTensor.Read(samples.Points), HostTensor.Read(samples.ScaledPoints));
        values = HostTensor.Read(samples.Values);
        sampled = new Vector128<float>[values.Length];
        judgedStride = Math.Max(1, values.Length / EnoughResiduals);
        residuals = new float[(values.Length + judgedStride - 1) / judgedStride];
    }

    /// <summary>The motion of template world to apply after a map.</summary>
    public AffineMatrix From(AffineMatrix map)
    {
        Sample(map);
        var before = contrast ?? FitFunction();
        var (x, y, z) = map.Apply(samples.HeadCentre.X, samples.HeadCentre.Y, samples.HeadCentre.Z);
        const double Shrinking = 1 / ScanSamples.LengthScale;
        var scaled = new PointMap(
            AffineMatrix.Scale(Shrinking, Shrinking, Shrinking) * AffineMatrix.Translation(-x, -y, -z) * map);
        var solution = Solve(before, scaled);
        var model = new ContrastModel(solution.AsSpan(0, ContrastModel.Knots + ContrastModel.BiasTerms));
        Judge(before, scaled, solution);
        (contrast, scale) = (model, 1.4826 * Volumes.HeadThreshold.Percentile(residuals, 0.5));
        GC.KeepAlive(this);
        return ToMotion(solution.AsSpan(ContrastModel.Knots + ContrastModel.BiasTerms), (x, y, z));
    }

    private void Sample(AffineMatrix map)
    {
        var (lattice, toGrid) = (template.Lattice, new PointMap(template.Grid.World2Grid * map));
        var (at, to) = (points, sampled);
        Slabs.Run(to.Length, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            // Copies of what the loop reads, so that it need not look through the closure.
            var (toCell, cells) = (toGrid, lattice);
            var place = at.Data;
            for (var i = start; i < end; i++)
            {
                var (x, y, z) = toCell.Apply(place[3 * i], place[3 * i + 1], place[3 * i + 2]);
                to[i] = cells.FourAt(cells.Find(x, y, z));
            }
        });
    }

    private ContrastModel FitFunction()
    {
        var templateValues = Array.ConvertAll(sampled, sample => sample.ToScalar());
        fixed (float* first = templateValues)
        {
            return ContrastModel.FitFunction(first, values.Data, weights: null, templateValues.Length);
        }
    }

    /// <summary>Contrast, bias field and the 12 numbers of the motion, by weighted least squares.</summary>
    private double[] Solve(ContrastModel before, PointMap scaled)
    {
        var count = values.Length;
        var slabs = Slabs.Collect(count, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var equations = new ContrastEquations(Columns);
            var row = stackalloc float[Stride];
            new Span<float>(row, Stride).Clear();
            for (var i = start; i < end; i++)
            {
                var residual = WriteRow(i, before, scaled, row);
                equations.Add(sampled[i].ToScalar(), row, Weight(residual));
            }

            return equations;
        });
        if (freedom == AffineFreedom.Full)
        {
            return ContrastEquations.Solve(slabs, Columns);
        }

        var (normal, right) = ContrastEquations.Sum(slabs, Columns);
        var span = SpanOfSimilarities();
        return Expand(span, LeastSquares.Solve(Project(span, normal), Project(span, right)));
    }

    /// <summary>Writes a sample's columns and value; gives its residual before the step.</summary>
    [MethodImpl(AggressiveInlining)]
    private float WriteRow(int i, ContrastModel before, PointMap scaled, float* row)
    {
        var sample = sampled[i];
        var (predicted, slope) = before.At(sample.ToScalar());
        var (x, y, z) = (places.Data[3 * i], places.Data[3 * i + 1], places.Data[3 * i + 2]);
        ContrastModel.WriteBiasTerms(x, y, z, predicted, row);
        var (u, v, w) = scaled.Apply(points.Data[3 * i], points.Data[3 * i + 1], points.Data[3 * i + 2]);
        var position = Vector128.Create(u, v, w, 1);
        var gradient = sample * slope;
        var motion = row + ContrastModel.BiasTerms;
        (position * gradient.GetElement(1)).Store(motion);
        (position * gradient.GetElement(2)).Store(motion + 4);
        (position * gradient.GetElement(3)).Store(motion + 8);
        row[Columns] = values.Data[i];
        return values.Data[i] - predicted - predicted * before.BiasAt(x, y, z);
    }

    /// <summary>The weight of a residual by Geman and McClure.</summary>
    [MethodImpl(AggressiveInlining)]
    private float Weight(float residual)
    {
        if (double.IsPositiveInfinity(scale))
        {
            return 1;
        }

        var relative = residual * (float)(1 / (RobustScale * Math.Max(scale, LeastScale)));
        var denominator = 1 + relative * relative;
        return 1 / (denominator * denominator);
    }

    /// <summary>Finds the sizes of residuals that a solution leaves.</summary>
    private void Judge(ContrastModel before, PointMap scaled, double[] solution)
    {
        var terms = new float[Stride];
        for (var column = 0; column < Columns; column++)
        {
            terms[column] = (float)solution[ContrastModel.Knots + column];
        }

        var function = new ContrastModel(solution.AsSpan(0, ContrastModel.Knots));
        Slabs.Run(residuals.Length, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var row = stackalloc float[Stride];
            for (var judged = start; judged < end; judged++)
            {
                var i = judged * judgedStride;
                WriteRow(i, before, scaled, row);
                row[Columns] = 0;
                var explained = Vector256<float>.Zero;
                for (var at = 0; at < Stride; at += ContrastEquations.Width)
                {
                    explained += Vector256.Load(row + at) * Vector256.Create(terms.AsSpan(at));
                }

                residuals[judged] = Math.Abs(
                    values.Data[i] - function.At(sampled[i].ToScalar()).Value - Vector256.Sum(explained));
            }
        });
    }

    /// <summary>The unknowns that there are, [unknowns, knots + columns]: motions are similarities alone.</summary>
    private static double[,] SpanOfSimilarities()
    {
        const int Free = ContrastModel.Knots + ContrastModel.BiasTerms;
        var span = new double[Free + Similarities.GetLength(0), Free + Motions];
        for (var row = 0; row < span.GetLength(0); row++)
        {
            for (var column = 0; column < span.GetLength(1); column++)
            {
                span[row, column] = row < Free ? row == column ? 1 : 0
                    : column < Free ? 0 : Similarities[row - Free, column - Free];
            }
        }

        return span;
    }

    [MethodImpl(AggressiveOptimization)]
    private static double[,] Project(double[,] span, double[,] normal)
    {
        var (unknowns, all) = (span.GetLength(0), span.GetLength(1));
        var half = new double[unknowns, all];
        var projected = new double[unknowns, unknowns];
        for (var row = 0; row < unknowns; row++)
        {
            for (var inner = 0; inner < all; inner++)
            {
                for (var column = 0; span[row, inner] != 0 && column < all; column++)
                {
                    half[row, column] += span[row, inner] * normal[inner, column];
                }
            }

            for (var column = 0; column < unknowns; column++)
            {
                for (var inner = 0; inner < all; inner++)
                {
                    projected[row, column] += half[row, inner] * span[column, inner];
                }
            }
        }

        return projected;
    }

    private static double[] Project(double[,] span, double[] right) =>
        [.. Enumerable.Range(0, span.GetLength(0)).Select(
            row => Enumerable.Range(0, right.Length).Sum(column => span[row, column] * right[column]))];

    private static double[] Expand(double[,] span, double[] unknowns) =>
        [.. Enumerable.Range(0, span.GetLength(1)).Select(
            column => Enumerable.Range(0, unknowns.Length).Sum(row => span[row, column] * unknowns[row]))];

    /// <summary>The motion as a map of template world, from its 3x4 matrix on scaled points about a centre.</summary>
    private static AffineMatrix ToMotion(ReadOnlySpan<double> rows, (double X, double Y, double Z) centre)
    {
        var m = rows.ToArray();
        for (var r = 0; r < 3; r++)
        {
            for (var c = 0; c < 3; c++)
            {
                m[r * 4 + c] = m[r * 4 + c] / ScanSamples.LengthScale + (r == c ? 1 : 0);
            }
        }

        var (x, y, z) = centre;
        return AffineMatrix.Translation(x, y, z) * AffineMatrix.FromRows(m) * AffineMatrix.Translation(-x, -y, -z);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        points.Dispose();
        places.Dispose();
        values.Dispose();
    }
}
