using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The inside of the skull that a scan should have and that it has. A slab of a head can look like a face and score
/// like a head while it lies upside down; but then most of its brain is missing.
/// </summary>
internal static class CavityTissue
{
    /// <summary>An atlas cavity more probable than this is cavity in any head.</summary>
    private const double SurelyCavity = 0.9;

    /// <summary>A scan brighter than this share of the way from air to bright brain is tissue; fluid is, in T1-weighted
    /// scans too.</summary>
    private const double TissueShare = 0.25;

    /// <summary>The brightness of brain, as a percentile of the cavity: right even where most of it is empty.</summary>
    private const double BrightBrain = 0.9;

    private const double PointSpacing = 4;

    /// <summary>Share of the cavity that shows tissue, 0 to 1. What lies outside the field of view shows
    /// none.</summary>
    public static double Present(HeadAtlas atlas, HeadAlignment alignment, ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(AtlasGrid.WithSpacing(PointSpacing), atlas.Average.Voxels.device);
        var cavity = points[atlas.Zones.At(points).Cavity > SurelyCavity];
        var air = HeadThreshold.Percentile(anatomy.Values, 0.02);
        var shape = anatomy.Values.reshape(1, anatomy.Grid.Nz, anatomy.Grid.Ny, anatomy.Grid.Nx) - air;
        var places = alignment.ToScan(cavity);
        var values = Resampling.SampleWorld(shape, anatomy.Grid, places).reshape(-1)
            * Resampling.IsInView(places, anatomy.Grid);
        var brain = HeadThreshold.Percentile(values, BrightBrain);
        return brain <= 0 ? 0 : (values > TissueShare * brain).sum().ToInt64() / (double)values.shape[0];
    }
}
