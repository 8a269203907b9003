using RefacePS.Compute;

namespace RefacePS.Volumes;

/// <summary>
/// A scan as everything reads it that looks for a head in it, at about 2 mm: with dark air where it has noise,
/// saturated border slices dark, and no voxel far brighter than all others; computed tomography in a window of soft
/// tissue. It is made once and handed on, for it takes
/// as long as much of what reads it.
/// </summary>
internal sealed class LegibleScan : IDisposable
{
    private const double Spacing = 2;

    private Image? values;

    private LegibleScan(Image scan) => Scan = scan;

    /// <summary>The scan itself, which stays the caller's.</summary>
    public Image Scan { get; }

    /// <summary>What is read; made when it is first asked for, so that a scan whose header is absurd can be refused
    /// before.</summary>
    public Image Values => values ??= Make(Scan);

    /// <summary>Makes a scan legible.</summary>
    public static LegibleScan Of(Image scan) => new(scan);

    private static Image Make(Image scan)
    {
        using var host = HostTensor.Read(scan.Voxels);
        if (SoftTissueWindow.Suits(host.Span))
        {
            return Resampling.Shrink(scan, Spacing, SoftTissueWindow.Low, SoftTissueWindow.High);
        }

        using var quiet = NoisyAir.Darken(scan);
        return RobustRange.Shrink(quiet, Spacing);
    }

    /// <inheritdoc/>
    public void Dispose() => values?.Dispose();
}
