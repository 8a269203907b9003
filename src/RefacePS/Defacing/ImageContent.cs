using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>The content of an image, as samples about 4 mm apart: the points at which it is not 0, and its values. All
/// tensors are flat, [N].</summary>
internal sealed class ImageContent : IDisposable
{
    /// <summary>Distance of samples, mm.</summary>
    public const double Spacing = 4;

    /// <summary>Values this small beside the largest are rounding, not content.</summary>
    private const double Nothing = 0.01;

    /// <summary>Images with a background have at least this share of exact zeros.</summary>
    private const double BackgroundShare = 0.1;

    /// <summary>More samples make a comparison no surer.</summary>
    private const int EnoughSamples = 20_000;

    /// <summary>Looks at an image.</summary>
    /// <param name="volume">The image; support is what any of its frames shows, values are those of the first that
    /// shows anything.</param>
    /// <param name="device">Where to compute.</param>
    public ImageContent(Volume volume, Device device)
    {
        using var scope = NewDisposeScope();
        using var image = Image.FromVolume(volume, device, FrameSeries.First(volume));
        Support = SupportOf(volume, device).DetachFromDisposeScope();
        Count = Support.sum().ToInt64();
        HasBackground = Count < (1 - BackgroundShare) * Support.NumberOfElements;
        using var support = new Image(volume.Grid, Support.to(float32));
        using var share = Resampling.Shrink(support, Spacing);
        using var values = Resampling.Shrink(image, Spacing);
        Milliliters = volume.Grid.Milliliters(Count);
        var points = Resampling.WorldPoints(share.Grid, device);
        var stride = Math.Max(1, points.shape[0] / EnoughSamples);
        Points = Thinned(points);
        Share = Thinned(share.Voxels.reshape(-1));
        Values = Thinned(values.Voxels.reshape(-1));

        Tensor Thinned(Tensor all) => all.slice(0, 0, all.shape[0], stride).clone().DetachFromDisposeScope();
    }

    /// <summary>Voxels at which the image is not 0 in any frame, bool, [Nz, Ny, Nx] of the image's own grid.</summary>
    public Tensor Support { get; }

    /// <summary>Voxels of <see cref="Support"/>.</summary>
    public long Count { get; }

    /// <summary>True if most of the border of the field of view is not 0.</summary>
    public bool IsAtBorder => ShareAtBorder(Support) > 0.5;

    /// <summary>Volume of <see cref="Support"/>, mL.</summary>
    public double Milliliters { get; }

    /// <summary>True if enough of the image is 0 for the rest to have a shape.</summary>
    public bool HasBackground { get; }

    /// <summary>World positions of the samples, mm, [N, 3].</summary>
    public Tensor Points { get; }

    /// <summary>Share of each sample that is not 0, [N].</summary>
    public Tensor Share { get; }

    /// <summary>Mean value of each sample, [N].</summary>
    public Tensor Values { get; }

    private static double ShareAtBorder(Tensor support)
    {
        using var scope = NewDisposeScope();
        var border = Enumerable.Range(0, 3).SelectMany(dimension => new[] { 0, support.shape[dimension] - 1 }
            .Select(plane => support.select(dimension, plane).reshape(-1)));
        return cat([.. border]).to(float32).mean().ToDouble();
    }

    private static Tensor SupportOf(Volume volume, Device device)
    {
        using var scope = NewDisposeScope();
        var support = zeros([volume.Grid.Nz, volume.Grid.Ny, volume.Grid.Nx], dtype: ScalarType.Bool, device: device);
        for (var frame = 0; frame < volume.FrameCount; frame++)
        {
            using var inner = NewDisposeScope();
            using var image = Image.FromVolume(volume, device, frame);
            var size = image.Voxels.abs();
            support.logical_or_(size > size.max() * Nothing);
        }

        return support.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Support.Dispose();
        Points.Dispose();
        Share.Dispose();
        Values.Dispose();
    }
}
