using System.Runtime.CompilerServices;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// Between the intensities of one scan and those the networks see: air is -1 and brain (the median of the intracranial
/// cavity, which every defaced scan still has) is -0.2, so that +1 is two and a half times as bright as brain.
/// </summary>
/// <param name="Air">Real value of air in the scan.</param>
/// <param name="Brain">Real value of brain in the scan.</param>
public readonly record struct IntensityScale(double Air, double Brain)
{
    private const double BrightestBrains = 2.5;

    /// <summary>Real values to [-1, 1].</summary>
    public Tensor Normalise(Tensor values) => ((values - Air) * (2 / (BrightestBrains * (Brain - Air))) - 1)
        .clamp_(-1, 1);

    /// <summary>A value of [-1, 1] as a real value of the scan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Restore(double normalised) => Air + (normalised + 1) * BrightestBrains * (Brain - Air) / 2;

    /// <summary>Measures a scan.</summary>
    /// <param name="values">Real values, [N].</param>
    /// <param name="cavity">Probability of the intracranial cavity at the same points, [N].</param>
    /// <param name="air">What air is in the scan.</param>
    public static IntensityScale Measure(Tensor values, Tensor cavity, AirSample air)
    {
        ArgumentNullException.ThrowIfNull(air);
        using var scope = NewDisposeScope();
        return new IntensityScale(air.Median, HeadThreshold.Brain(values, values[cavity > 0.5]));
    }
}
