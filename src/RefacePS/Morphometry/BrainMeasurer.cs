using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Files;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>
/// Measures the brain in scans of whole heads: finds the head, aligns what is inside the skull with an average brain,
/// finds the tissues and the bias field, and decides for every voxel how much of which structure it holds. The face is
/// not looked at.
/// </summary>
/// <param name="heads">Finds heads; stays the caller's.</param>
/// <param name="atlas">The brain atlas, in the space of the head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
public sealed class BrainMeasurer(HeadAtlas heads, BrainAtlas atlas, Device device)
{
    /// <summary>Most brains stay after two to four rounds; one whose head was found 20 degrees off too.</summary>
    internal const int MostRounds = 6;

    /// <summary>Share of the inside of the skull that is in view where there is anything to measure.</summary>
    private const double LeastInView = 0.01;

    /// <summary>Measures a volume; of several frames the first.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="withLabels">Whether to make a label map too.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public BrainMeasurement Measure(Volume volume, bool withLabels = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        using var memory = ProcessMemory.TrimAfterwards();
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(volume, device);
        using var legible = LegibleScan.Of(scan);
        using var blanked = HeadFinder.FindBlanked(volume, scan);
        var head = HeadFinder.FindKeptPart(heads, volume, legible, blanked, cancel).Scan2Template;
        return WorkingBrain.ShareInView(volume.Grid, head, atlas.Priors.Cavity) >= LeastInView
            ? Measure(volume, scan, blanked, head, withLabels, cancel)
            : throw new HeadNotFoundException(volume.Name, "its field of view ends below the brain");
    }

    /// <summary>Measures a volume of which it is known, or believed, where the head lies.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="scan2Atlas">World of the scan to world of the atlas, mm.</param>
    /// <param name="cancel">Ends the work.</param>
    internal BrainMeasurement MeasureAt(Volume volume, AffineMatrix scan2Atlas, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(volume, device);
        using var blanked = HeadFinder.FindBlanked(volume, scan);
        return Measure(volume, scan, blanked, scan2Atlas, withLabels: false, cancel);
    }

    private BrainMeasurement Measure(Volume volume, Image scan, BlankedBlocks? blanked, AffineMatrix head,
        bool withLabels, CancellationToken cancel)
    {
        var (brain, place) = WorkingBrain.Cut(scan, head, atlas.Priors, blanked, MostRounds, cancel);
        using var box = brain;
        using var alignment = atlas.Priors.Registration.Align(brain, place, blanked, cancel);
        using var evidence = BrainEvidence.Collect(brain, alignment, atlas.Priors, cancel);
        using var segmentation = BrainSegmentation.Of(evidence, atlas.Network);
        var volumes = Report(volume, segmentation.Volumes()) with
        {
            RegistrationScore = alignment.Score,
            BrainAgreement = atlas.Priors.Registration.Agreement(brain, alignment, blanked),
            CavityInView = WorkingBrain.ShareInView(volume.Grid, alignment.Scan2Atlas, atlas.Priors.Cavity),
            GreyWhiteContrast = evidence.Tissues.Gaussians.GreyWhiteContrast,
        };
        var expected = atlas.Priors.CavityMilliliters / Math.Abs(head.Determinant);
        var moved = WorkingBrain.Distance(head, alignment.Scan2Atlas, atlas.Priors.Cavity);
        var content = ScanContent.Of(scan, blanked, alignment.Scan2Atlas, heads, atlas.Priors.Cavity);
        var reasons = MeasurementReview.Reasons(volumes, content, expected, moved).ToArray();
        return new BrainMeasurement(
            volumes with
            {
                Quality = reasons.Length == 0 ? MeasurementQuality.Good : MeasurementQuality.Doubtful,
                QualityReasons = string.Join("; ", reasons),
            },
            withLabels ? segmentation.Labels(volume.Grid) : null);
    }

    private BrainVolumes Report(Volume volume, double[] structures)
    {
        // A report shows the faces of scans that were defaced, so that the sidecar of another image is not believed.
        var face = Sidecar.Proven(volume);
        return new BrainVolumes
        {
            Subject = volume.Subject,
            Session = volume.Session,
            Variant = face.Kind,
            Path = volume.Path,
            Model = face.Model,
            Atlas = atlas.Card.Label,
            VoxelSizeMillimeters = Math.Cbrt(volume.Grid.VoxelVolume),
            RegistrationScore = double.NaN,
            CavityInView = double.NaN,
            GreyWhiteContrast = double.NaN,
            TotalIntracranial = Milliliters(BrainRegion.TotalIntracranial),
            GreyMatter = Milliliters(BrainRegion.GreyMatter),
            WhiteMatter = Milliliters(BrainRegion.WhiteMatter),
            CerebrospinalFluid = Milliliters(BrainRegion.CerebrospinalFluid),
            CorticalGreyMatter = Milliliters(BrainRegion.CorticalGreyMatter),
            FrontalLobe = Milliliters(BrainRegion.FrontalLobe),
            ParietalLobe = Milliliters(BrainRegion.ParietalLobe),
            TemporalLobe = Milliliters(BrainRegion.TemporalLobe),
            OccipitalLobe = Milliliters(BrainRegion.OccipitalLobe),
            Cerebellum = Milliliters(BrainRegion.Cerebellum),
            BrainStem = Milliliters(BrainRegion.BrainStem),
            Hippocampus = Milliliters(BrainRegion.Hippocampus),
            Thalamus = Milliliters(BrainRegion.Thalamus),
            Caudate = Milliliters(BrainRegion.Caudate),
            Putamen = Milliliters(BrainRegion.Putamen),
            Pallidum = Milliliters(BrainRegion.Pallidum),
            Ventricles = Milliliters(BrainRegion.Ventricles),
        };

        double Milliliters(BrainRegion region) => BrainRegions.StructuresOf(region)
            .Sum(structure => structures[(int)structure]);
    }
}
