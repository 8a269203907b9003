using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>A scan as the second look takes it, and what a network sees in it.</summary>
internal sealed class SeenScan : IDisposable
{
    /// <summary>Voxel size (mm) that is fine enough for all of the look.</summary>
    private const double Spacing = 2;

    private SeenScan(Image values, SeenHead? head) => (Values, Head) = (values, head);

    /// <summary>The scan at about 2 mm, with dark air, without hot voxels and saturated slices.</summary>
    public Image Values { get; }

    /// <summary>What the network sees; null where the scan shows nothing at all.</summary>
    public SeenHead? Head { get; }

    /// <summary>Looks at a scan.</summary>
    /// <param name="scan">The scan; real values of any contrast.</param>
    /// <param name="hasWorld">Whether its header says how its axes lie.</param>
    /// <param name="model">What looks.</param>
    public static SeenScan Of(Image scan, bool hasWorld, HeadCoordinateModel model)
    {
        using var legible = LegibleScan.Of(scan);
        var values = Resampling.Shrink(legible, Spacing);
        return new(values, model.See(values, hasWorld));
    }

    /// <summary>Looks at a volume with the network that ships; at the first frame that shows anything.</summary>
    public static SeenScan Of(Volume volume, Device device)
    {
        using var image = Image.FromVolume(volume, device, FrameSeries.First(volume));
        return Of(image, volume.HasWorld, HeadCoordinateModel.Shipped(device));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Head?.Dispose();
    }
}
