using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// A scan of a session whose head was found, and what it shows at 4 mm: what other images of the session are held
/// against before they take the place of its face. Looks at its voxels when it is first asked.
/// </summary>
/// <param name="scan">The scan as it came.</param>
/// <param name="alignment">Where its head lies; stays the caller's.</param>
/// <param name="quality">What its own defacing is worth.</param>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
internal sealed class PlacedHead(
    Volume scan, HeadAlignment alignment, DefaceQuality quality, HeadAtlas atlas, Device device) : IDisposable
{
    /// <summary>Voxels a side of the cube that closes the gaps of a head: bone and airways are as dark as
    /// air.</summary>
    private const int Closing = 5;

    private Shown? shown;

    /// <summary>The scan as it came.</summary>
    public Volume Scan => scan;

    /// <summary>The place of its head.</summary>
    public HeadAlignment Alignment => alignment;

    /// <summary>The quality of its own defacing.</summary>
    public DefaceQuality Quality => quality;

    /// <summary>The whole head, filled, at world points (mm, [N, 3]), [N]: 0 to 1.</summary>
    public Tensor ShapeAt(Tensor points) => At(points, 0);

    /// <summary>The cavity of the brain at world points (mm, [N, 3]), [N]: 0 to 1.</summary>
    public Tensor CavityAt(Tensor points) => At(points, 1);

    /// <summary>The scan, 1 at its bright tissue, at world points (mm, [N, 3]), [N].</summary>
    public Tensor ValuesAt(Tensor points) => At(points, 2);

    /// <summary>The world points (mm, [N, 3]) that lie in the scan's field of view, [N] bool.</summary>
    public Tensor Sees(Tensor points) => Resampling.IsInView(points, scan.Grid);

    /// <summary>True if an image has its voxels where this scan has them.</summary>
    public bool SharesGrid(VoxelGrid grid) => grid.IsAlike(scan.Grid);

    private Tensor At(Tensor points, int channel)
    {
        using var scope = NewDisposeScope();
        shown ??= Look();
        return Resampling.SampleWorld(shown.Channels.narrow(0, channel, 1), shown.Grid, points)[0]
            .MoveToOuterDisposeScope();
    }

    private Shown Look()
    {
        using var scope = NewDisposeScope();
        using var image = Image.FromVolume(scan, device, FrameSeries.First(scan));
        using var fine = Resampling.Shrink(image, ImageContent.Spacing / 2);
        using var values = Resampling.Shrink(fine, ImageContent.Spacing);
        var grid = values.Grid;
        using var head = new Image(fine.Grid, (fine.Voxels > HeadThreshold.Otsu(fine.Voxels)).to(float32));
        using var tissue = Resampling.Shrink(head, ImageContent.Spacing);
        var filled = -Morphology.Dilate(-Morphology.Dilate(tissue.Voxels, Closing), Closing);
        var places = alignment.ToAtlas(Resampling.WorldPoints(grid, device));
        var cavity = atlas.Zones.At(places).Cavity.reshape(filled.shape);
        var bright = values.Voxels / HeadThreshold.Percentile(values.Voxels, 0.99);
        return new Shown(grid, stack([maximum(filled, cavity), cavity, bright]).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => shown?.Channels.Dispose();

    /// <param name="Grid">Grid of the channels.</param>
    /// <param name="Channels">[3, Nz, Ny, Nx]: the filled head, the cavity, the scan.</param>
    private sealed record Shown(VoxelGrid Grid, Tensor Channels);
}
