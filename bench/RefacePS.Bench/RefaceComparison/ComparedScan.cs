using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>A scan and what a model made of it, as all scores look at them: on the grid of the scan, with the
/// intensities that refacing measures in it. Owns its tensors.</summary>
internal sealed class ComparedScan : IDisposable
{
    public ComparedScan(Volume original, Volume refaced, HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        (Scan2Atlas, Mask) = (refaced.Transform!.Value, refaced.FaceMask!);
        (Truth, Made) = (Image.FromVolume(original, CPU), Image.FromVolume(refaced, CPU));
        Scale = ScanIntensity.Measure(Truth, atlas, Scan2Atlas, Mask).Scale;
        Removed = (tensor(Mask.Voxels.ToArray(), Truth.Voxels.shape) > 0).DetachFromDisposeScope();
    }

    /// <summary>From the world of the scan to that of the atlas.</summary>
    public AffineMatrix Scan2Atlas { get; }

    /// <summary>The voxels that were removed.</summary>
    public Mask Mask { get; }

    /// <summary>The scan itself.</summary>
    public Image Truth { get; }

    /// <summary>The refaced scan.</summary>
    public Image Made { get; }

    /// <summary>Air and brain of the scan.</summary>
    public IntensityScale Scale { get; }

    /// <summary>The same as a tensor (bool), [Nz, Ny, Nx].</summary>
    public Tensor Removed { get; }

    /// <summary>The intensity that lies a share of the way from air to brain.</summary>
    public double Level(double share) => Scale.Air + share * (Scale.Brain - Scale.Air);

    /// <inheritdoc/>
    public void Dispose()
    {
        Truth.Dispose();
        Made.Dispose();
        Removed.Dispose();
    }
}
