using System.Runtime.InteropServices;
using RefacePS.Refacing.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>Generates a whole stack of slices with a 2.5-D generator, the same every time.</summary>
/// <param name="generator">Takes three slices and gives the middle one.</param>
/// <param name="device">Where the generator is.</param>
/// <param name="batchSize">Slices generated at a time.</param>
/// <param name="averageMirrored">
/// Whether to generate each slice a second time as part of the mirrored head and take the mean: twice the time, and the
/// result does not depend on which side is called left.
/// </param>
public sealed class SliceGenerator(UnetGenerator generator, Device? device = null, int batchSize = 8,
    bool averageMirrored = false)
{
    private readonly Device device = device ?? CPU;

    /// <summary>Generates every slice of <paramref name="input"/>, whose removed region is filled with air; gives the
    /// same shape in [-1, 1].</summary>
    /// <exception cref="ArgumentException">The sides of a slice do not suit the depth of the network.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled between two batches.</exception>
    public HeadSlices Generate(HeadSlices input, CancellationToken cancellation = default) =>
        Generate(input, Enumerable.Range(0, input?.Slices ?? 0).ToArray(), cancellation);

    /// <summary>Generates the named slices; the others come back as they went in.</summary>
    /// <inheritdoc cref="Generate(HeadSlices, CancellationToken)"/>
    public HeadSlices Generate(
        HeadSlices input, IReadOnlyCollection<int> slices, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(slices);
        generator.Options.RequireSides(input.Rows, input.Columns);
        generator.eval();
        using var noGradient = no_grad();
        var output = new HeadSlices(input.Slices, input.Rows, input.Columns, (float[])input.Values.Clone());
        foreach (var batch in slices.Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            GenerateBatch(input, batch, output);
        }

        return output;
    }

    private void GenerateBatch(HeadSlices input, int[] slices, HeadSlices output)
    {
        using var scope = NewDisposeScope();
        var generated = generator.call(Windows(input, slices, mirrored: false));
        if (averageMirrored)
        {
            generated = (generated + generator.call(Windows(input, slices, mirrored: true))) / 2;
        }

        var values = MemoryMarshal.Cast<byte, float>(generated.cpu().contiguous().bytes);
        for (var i = 0; i < slices.Length; i++)
        {
            values.Slice(i * input.SliceLength, input.SliceLength).CopyTo(output.Slice(slices[i]));
        }
    }

    private Tensor Windows(HeadSlices input, int[] slices, bool mirrored)
    {
        var values = new float[slices.Length * SliceWindow.Channels * input.SliceLength];
        for (var i = 0; i < slices.Length * SliceWindow.Channels; i++)
        {
            var (sample, channel) = Math.DivRem(i, SliceWindow.Channels);
            var slice = SliceWindow.Neighbour(slices[sample], channel, input.Slices, mirrored);
            input.Slice(slice).CopyTo(values.AsSpan(i * input.SliceLength));
        }

        return tensor(values, [slices.Length, SliceWindow.Channels, input.Rows, input.Columns]).to(device);
    }
}
