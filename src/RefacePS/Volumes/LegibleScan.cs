using RefacePS.Compute;

namespace RefacePS.Volumes;

/// <summary>
/// A scan as everything reads it that looks for a head in it, at about 2 mm: with dark air where it has noise,
/// saturated border slices dark, and no voxel far brighter than all others; computed tomography in a window of soft
/// tissue. It is made once and handed on, for it takes as long as much of what reads it.
/// </summary>
internal sealed class LegibleScan : IDisposable
{
    private const double Spacing = 2;

    private readonly Lazy<BlankedBlocks?> blanked;
    private Image? values;
    private Image? real;
    private bool? isTomography;

    private LegibleScan(Image scan) => (Scan, blanked) = (scan, new(() => BlankedBlocks.Find(scan)));

    /// <summary>The scan itself, which stays the caller's.</summary>
    public Image Scan { get; }

    /// <summary>The values to read; made when they are first asked for, so that a scan whose header is absurd can be
    /// refused before.</summary>
    public Image Values => values ??= Make();

    /// <summary>Real values on the grid of <see cref="Values"/>; those of computed tomography alone are
    /// others.</summary>
    public Image RealValues => IsTomography ? real ??= Resampling.Shrink(Scan, Spacing) : Values;

    /// <summary>True for computed tomography, whose values are Hounsfield units in the window of soft tissue.</summary>
    public bool IsTomography => isTomography ??= IsHounsfield(Scan);

    /// <summary>The blocks of the scan that are blank; null where none are.</summary>
    public BlankedBlocks? Blanked => blanked.Value;

    /// <summary>Makes a scan legible.</summary>
    public static LegibleScan Of(Image scan) => new(scan);

    private Image Make()
    {
        if (IsTomography)
        {
            return Resampling.Shrink(Scan, Spacing, SoftTissueWindow.Low, SoftTissueWindow.High);
        }

        using var quiet = NoisyAir.Darken(Scan);
        return RobustRange.Shrink(quiet, Spacing);
    }

    private static bool IsHounsfield(Image scan)
    {
        using var host = HostTensor.Read(scan.Voxels);
        return SoftTissueWindow.Suits(host.Span);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        values?.Dispose();
        real?.Dispose();
        if (blanked.IsValueCreated)
        {
            blanked.Value?.Dispose();
        }
    }
}
