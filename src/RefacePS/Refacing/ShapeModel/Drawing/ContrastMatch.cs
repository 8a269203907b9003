using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Registration;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// The map from a template's intensities to those of a scan: a smooth function of the template's intensity, fitted to
/// kept tissue outside the brain cavity, so that contrasts other than T1 are met as far as one function can.
/// </summary>
internal sealed class ContrastMatch
{
    private const int Knots = 12;

    /// <summary>Strength of the prior that the function is straight, against one sample in each knot's interval for
    /// every thousand.</summary>
    private const double Stiffness = 2e-3;

    /// <summary>Brain says little about the face: its tissues may be as bright as others in one contrast and not in
    /// another.</summary>
    private const double CavityWeight = 0.02;

    private const int RobustSteps = 3;

    /// <summary>Residuals of this size lose three quarters of their weight.</summary>
    private const float RobustScale = 0.15f;

    private const int SlabSize = 1 << 14;

    private readonly float[] values;

    private ContrastMatch(float[] values) => this.values = values;

    /// <summary>Fits the function.</summary>
    /// <param name="template">Template intensities, [N], 0 to 1.</param>
    /// <param name="scan">Scan intensities at the same points, [N], 0 to 1.</param>
    /// <param name="kept">Whether the scan has its own tissue or air there, [N] bool.</param>
    /// <param name="cavity">Probability of the brain cavity, [N].</param>
    public static unsafe ContrastMatch Fit(Tensor template, Tensor scan, Tensor kept, Tensor cavity)
    {
        using var scope = NewDisposeScope();
        using var from = HostTensor.Read(template);
        using var to = HostTensor.Read(scan);
        using var priors = HostTensor.Read(
            kept.to(float32) * (1 - (1 - CavityWeight) * (cavity > 0.5).to(float32)));
        ContrastMatch? match = null;
        for (var step = 0; step < RobustSteps; step++)
        {
            match = new ContrastMatch(Solve(Collect(from.Data, to.Data, priors.Data, from.Length, match)));
        }

        return match!;
    }

    /// <summary>Matched intensities for template intensities.</summary>
    public unsafe Tensor At(Tensor template)
    {
        using var source = HostTensor.Read(template);
        var from = source.Data;
        var count = source.Length;
        return HostTensor.Fill(template.shape, template.device, to => Slabs.Run(count, SlabSize, (start, end) =>
            Match(from + start, to + start, end - start)));
    }

    [MethodImpl(AggressiveOptimization)]
    private unsafe void Match(float* from, float* to, int count)
    {
        for (var i = 0; i < count; i++)
        {
            to[i] = At(from[i]);
        }
    }

    /// <summary>The matched intensity for one template intensity.</summary>
    [MethodImpl(AggressiveInlining)]
    public float At(float template)
    {
        var (first, share) = Place(template);
        return values[first] + (values[first + 1] - values[first]) * share;
    }

    /// <summary>Weighted sums of the hats of the knots: each knot with itself, with the next, and with what is to be
    /// explained.</summary>
    private static unsafe double[,] Collect(float* template, float* scan, float* priors, int count,
        ContrastMatch? before)
    {
        var total = new double[Knots, 3];
        foreach (var slab in Slabs.Collect(count, SlabSize, Sum))
        {
            for (var knot = 0; knot < Knots; knot++)
            {
                for (var term = 0; term < 3; term++)
                {
                    total[knot, term] += slab[knot, term];
                }
            }
        }

        return total;

        [MethodImpl(AggressiveOptimization)]
        double[,] Sum(int start, int end)
        {
            var sums = new double[Knots, 3];
            for (var i = start; i < end; i++)
            {
                if (priors[i] > 0)
                {
                    var relative = before is null ? 0 : (scan[i] - before.At(template[i])) / RobustScale;
                    double weight = priors[i] / ((1 + relative * relative) * (1 + relative * relative));
                    var (first, share) = Place(template[i]);
                    sums[first, 0] += weight * (1 - share) * (1 - share);
                    sums[first, 1] += weight * (1 - share) * share;
                    sums[first, 2] += weight * (1 - share) * scan[i];
                    sums[first + 1, 0] += weight * share * share;
                    sums[first + 1, 2] += weight * share * scan[i];
                }
            }

            return sums;
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static (int First, float Share) Place(float template)
    {
        var position = template > 0 ? Math.Min(template, 1) * (Knots - 1) : 0;
        var first = Math.Min((int)position, Knots - 2);
        return (first, position - first);
    }

    /// <summary>Weighted least squares with bent functions held back and air tied to air.</summary>
    private static float[] Solve(double[,] sums)
    {
        var samples = 1.0;
        for (var knot = 0; knot < Knots; knot++)
        {
            samples += sums[knot, 0] + 2 * sums[knot, 1];
        }

        var (normal, right) = (new double[Knots, Knots], new double[Knots]);
        double[] bend = [1, -2, 1];
        for (var knot = 0; knot < Knots; knot++)
        {
            normal[knot, knot] += sums[knot, 0];
            right[knot] = sums[knot, 2];
            if (knot < Knots - 1)
            {
                normal[knot, knot + 1] += sums[knot, 1];
                normal[knot + 1, knot] += sums[knot, 1];
            }

            for (var i = 0; knot < Knots - 2 && i < bend.Length; i++)
            {
                for (var j = 0; j < bend.Length; j++)
                {
                    normal[knot + i, knot + j] += Stiffness * samples * bend[i] * bend[j];
                }
            }
        }

        normal[0, 0] += samples;
        return Array.ConvertAll(LeastSquares.Solve(normal, right), value => (float)value);
    }
}
