using RefacePS.Refacing.Training;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>Judges a generator on heads that it was not trained on.</summary>
internal static class SliceValidation
{
    /// <summary>
    /// The mean absolute difference between generated and true intensities over all removed voxels, a mean of the
    /// heads' means, on intensities of [-1, 1].
    /// </summary>
    public static double RemovedRegionL1(SliceGenerator generator, IReadOnlyList<HeadPair> heads,
        CancellationToken cancellation) =>
        heads.Average(head => RemovedRegionL1(generator, head, cancellation));

    private static double RemovedRegionL1(SliceGenerator generator, HeadPair head, CancellationToken cancellation)
    {
        var generated = generator.Generate(Stack(head), [.. head.AffectedSlices()], cancellation);
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < head.Mask.Length; i++)
        {
            if (head.Mask.Span[i] != 0)
            {
                sum += Math.Abs(generated.Values[i] - HeadPair.Dequantise(head.Target.Span[i]));
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>The defaced head as the generator takes it.</summary>
    public static HeadSlices Stack(HeadPair head)
    {
        var values = new float[head.Input.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = HeadPair.Dequantise(head.Input.Span[i]);
        }

        return new HeadSlices(head.Slices, head.Side, head.Side, values);
    }
}
