using System.Runtime.CompilerServices;
using RefacePS.Compute;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// The value that the scan should have where the template has a given one: a piecewise linear function of the
/// template's value, times a smooth bias field. Fitting it makes alignment indifferent to the contrast of the scan (the
/// residual variance is one minus the correlation ratio of Roche et al., MICCAI 1998).
/// </summary>
internal sealed class ContrastModel
{
    /// <summary>Knots of the piecewise linear function, evenly spaced over the template's values 0 to 1.</summary>
    public const int Knots = 10;

    /// <summary>Terms of the bias field: linear and quadratic in position.</summary>
    public const int BiasTerms = 9;

    private const int SlabSize = ContrastEquations.SlabSize;

    private readonly float[] coefficients;

    /// <summary>From coefficients: the function at the knots, then, unless there is no bias, the terms of the bias
    /// field.</summary>
    public ContrastModel(ReadOnlySpan<double> coefficients)
    {
        this.coefficients = new float[Knots + BiasTerms];
        for (var i = 0; i < coefficients.Length; i++)
        {
            this.coefficients[i] = (float)coefficients[i];
        }
    }

    /// <summary>The interval of the function that holds a template value, and the share of the knot at its end.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    public static (int Interval, float Share) Place(float template)
    {
        var position = template * (Knots - 1);
        position = position > 0 ? position < Knots - 1 ? position : Knots - 1 : 0;
        var interval = Math.Min((int)position, Knots - 2);
        return (interval, position - interval);
    }

    /// <summary>The function, without bias, at a template value, and its slope.</summary>
    [MethodImpl(AggressiveInlining)]
    public (float Value, float Slope) At(float template)
    {
        var (interval, share) = Place(template);
        var first = coefficients[interval];
        var rise = coefficients[interval + 1] - first;
        return (first + rise * share, rise * (Knots - 1));
    }

    /// <summary>The bias field, relative to 1, at a centred position that is scaled to about -1 to 1.</summary>
    [MethodImpl(AggressiveInlining)]
    public float BiasAt(float x, float y, float z)
    {
        ref var b = ref coefficients[Knots];
        return b * x + Unsafe.Add(ref b, 1) * y + Unsafe.Add(ref b, 2) * z
            + Unsafe.Add(ref b, 3) * (x * x) + Unsafe.Add(ref b, 4) * (y * y) + Unsafe.Add(ref b, 5) * (z * z)
            + Unsafe.Add(ref b, 6) * (x * y) + Unsafe.Add(ref b, 7) * (y * z) + Unsafe.Add(ref b, 8) * (x * z);
    }

    /// <summary>Writes the terms of the bias field at a position, times a factor, one after the other.</summary>
    [MethodImpl(AggressiveInlining)]
    public static unsafe void WriteBiasTerms(float x, float y, float z, float factor, float* terms)
    {
        (terms[0], terms[1], terms[2]) = (x * factor, y * factor, z * factor);
        (terms[3], terms[4], terms[5]) = (x * x * factor, y * y * factor, z * z * factor);
        (terms[6], terms[7], terms[8]) = (x * y * factor, y * z * factor, x * z * factor);
    }

    /// <summary>Share of the variance of values, [N], that the best function of template values, [N], explains: 0 to 1;
    /// NaN where all values are equal.</summary>
    public static unsafe double CorrelationRatio(Tensor templateValues, Tensor values)
    {
        using var template = HostTensor.Read(templateValues);
        using var scan = HostTensor.Read(values);
        return CorrelationRatio(template.Data, scan.Data, scan.Length);
    }

    /// <summary>Share of the variance of values that the best function of template values explains: 0 to 1; NaN where
    /// all values are equal.</summary>
    public static unsafe double CorrelationRatio(float* template, float* values, int count)
    {
        var model = FitFunction(template, values, weights: null, count);
        var mean = Slabs.Collect(count, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var sum = 0.0;
            for (var i = start; i < end; i++)
            {
                sum += values[i];
            }

            return sum;
        }).Sum() / count;
        var squares = Slabs.Collect(count, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var (residuals, deviations) = (0.0, 0.0);
            for (var i = start; i < end; i++)
            {
                double residual = values[i] - model.At(template[i]).Value;
                var deviation = values[i] - mean;
                residuals += residual * residual;
                deviations += deviation * deviation;
            }

            return (Residuals: residuals, Deviations: deviations);
        });
        return 1 - squares.Sum(slab => slab.Residuals) / squares.Sum(slab => slab.Deviations);
    }

    /// <summary>The function, without bias, that best explains values by template values.</summary>
    /// <param name="template">Template values.</param>
    /// <param name="values">Scan values.</param>
    /// <param name="weights">How much each counts; null where all count alike.</param>
    /// <param name="count">How many there are.</param>
    public static unsafe ContrastModel FitFunction(float* template, float* values, float* weights, int count)
    {
        var slabs = Slabs.Collect(count, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var equations = new ContrastEquations(columns: 0);
            var row = stackalloc float[ContrastEquations.Width];
            new Span<float>(row, ContrastEquations.Width).Clear();
            for (var i = start; i < end; i++)
            {
                row[0] = values[i];
                equations.Add(template[i], row, weights == null ? 1 : weights[i]);
            }

            return equations;
        });
        return new ContrastModel(ContrastEquations.Solve(slabs, columns: 0));
    }
}
