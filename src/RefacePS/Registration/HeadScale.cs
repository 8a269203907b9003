using RefacePS.Volumes;

namespace RefacePS.Registration;

/// <summary>A scale at which whole heads are aligned, coarse to fine.</summary>
/// <param name="Spacing">Voxel size, mm.</param>
/// <param name="Smoothing">Standard deviation of the smoothing, in voxels of that size.</param>
/// <param name="Schedule">The steps of the non-linear part.</param>
internal sealed record HeadScale(double Spacing, double Smoothing, DeformableRegistration.Schedule Schedule)
{
    /// <summary>The scale at which a head is found.</summary>
    public static readonly HeadScale Coarse = new(8, 0.7, new(15, 1.2, 0.8));

    /// <summary>The scale that tells to a millimeter or two where it lies.</summary>
    public static readonly HeadScale Fine = new(4, 0.5, new(20, 1.5, 1.0));

    /// <summary>An average head at this scale.</summary>
    public Template TemplateOf(Image average) => new(average, Spacing, Smoothing);

    /// <summary>Samples of a scan at this scale.</summary>
    public ScanSamples SamplesOf(Image scan) => ScanSamples.Create(scan, Spacing, Smoothing);

    /// <summary>A scan at this scale.</summary>
    public Image Shrunk(Image scan) => Resampling.Shrink(scan, Spacing);
}
