using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>A scan as the second look takes it, and what a network sees in it.</summary>
internal sealed class SeenScan : IDisposable
{
    private readonly SeenScan? before;
    private readonly Image shown;
    private readonly Image? unmeasured;
    private readonly Lazy<SeenHead?> own;

    /// <summary>Takes ownership of the images.</summary>
    private SeenScan(Image values, Image shown, Image? unmeasured, bool hasWorld, HeadCoordinateModel model,
        SeenScan? before)
    {
        (Values, this.shown, this.unmeasured, this.before) = (values, shown, unmeasured, before);
        own = new(() => model.See(shown, hasWorld));
    }

    /// <summary>The scan at about 2 mm, with dark air, without hot voxels and saturated slices.</summary>
    public Image Values { get; }

    /// <summary>The parts of its field of view that were never measured, 1 there and 0 elsewhere; null where all of it
    /// was. What was removed from a scan is not among them.</summary>
    public Image? Unmeasured => before is null ? unmeasured : before.Unmeasured;

    /// <summary>The network's view, which is taken when it is first asked for; null where the scan shows nothing at
    /// all.</summary>
    public SeenHead? Head => own.Value;

    /// <summary>Looks at a scan.</summary>
    /// <param name="scan">The scan; any contrast.</param>
    /// <param name="hasWorld">Whether its header says how its axes lie.</param>
    /// <param name="model">What looks.</param>
    /// <param name="before">The scan before something was removed, which must outlive this; null where that is not
    /// known.</param>
    public static SeenScan Of(LegibleScan scan, bool hasWorld, HeadCoordinateModel model, SeenScan? before = null)
    {
        var (grid, voxels) = (scan.Values.Grid, scan.Values.Voxels);
        // Brain is all that the network looks for in computed tomography; the face beside it is also fat.
        var (low, high) = SoftTissueWindow.Brain;
        var shown = new Image(grid, scan.IsTomography ? voxels.clamp(low, high) : voxels.alias());
        // A map that has yet to be found cannot say where the front is, and the face is no part of what is matched.
        var unmeasured = before is null ? UnmeasuredField.Find(scan.Blanked, scan2Head: null) : null;
        return new SeenScan(new Image(grid, voxels.alias()), shown, unmeasured, hasWorld, model, before);
    }

    /// <summary>Looks at a volume with the network that ships; at the first frame that shows anything.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="before">The volume before something was removed, which must outlive this; null where that is not
    /// known.</param>
    public static SeenScan Of(Volume volume, Device device, SeenScan? before = null)
    {
        using var image = Image.FromVolume(volume, device, FrameSeries.First(volume));
        using var legible = LegibleScan.Of(image);
        return Of(legible, volume.HasWorld, HeadCoordinateModel.Shipped(device), before);
    }

    /// <summary>The heads that may be there, likeliest first; whoever is content with one need not ask for the next,
    /// which takes another look.</summary>
    public IEnumerable<SeenHead> Heads()
    {
        if (before?.Head is { IsHead: true } same)
        {
            // A head from which something was removed lies as it did.
            yield return same;
        }

        // What was seen before may have been seen wrongly.
        if (Head is { IsHead: true } head)
        {
            yield return head;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        shown.Dispose();
        unmeasured?.Dispose();
        if (own.IsValueCreated)
        {
            own.Value?.Dispose();
        }
    }
}
