using RefacePS.Atlases;
using RefacePS.Atlases.Building;
using RefacePS.Compute;
using RefacePS.Files;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>
/// Makes a brain atlas of labelled scans: aligns the brains with the head atlas, averages them and their structures,
/// does so again with the average, and trains the network on what measuring finds in the same scans. The same scans
/// give the same atlas.
/// </summary>
/// <param name="heads">The head atlas, whose space it will be in; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
public sealed class BrainAtlasBuilder(HeadAtlas heads, Device device)
{
    private const int AveragingRounds = 2;
    private const int Passes = 2 + AveragingRounds;
    private const long Seed = 20;

    /// <summary>Makes an atlas and writes it: all its files or none.</summary>
    /// <param name="scans">The scans; each is read four times.</param>
    /// <param name="structureTable">File that says which labels are which structure.</param>
    /// <param name="card">What the atlas is.</param>
    /// <param name="destination">Folder to write into; made where there is none.</param>
    /// <param name="overwrite">Whether an atlas that is there may be replaced.</param>
    /// <param name="progress">Told before each scan of each pass.</param>
    /// <param name="cancel">Ends the work; nothing is written then.</param>
    /// <exception cref="AtlasSourceException">A label map does not suit its scan or the table.</exception>
    /// <exception cref="HeadNotFoundException">A scan shows no head.</exception>
    /// <exception cref="VolumeFileException">The destination holds an atlas or cannot be written, or a scan cannot be
    /// read.</exception>
    /// <exception cref="VolumeFormatException">A file is not NIfTI.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public void Build(
        IReadOnlyList<LabelledScan> scans, string structureTable, BrainAtlasCard card, string destination,
        bool overwrite, IProgress<AtlasProgress<BrainAtlasStage>>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scans);
        ArgumentNullException.ThrowIfNull(card);
        AtomicFile.RequireFree(Path.Combine(destination, BrainAtlas.AverageFile), overwrite);
        TorchRuntime.EnsureLoaded();
        var group = new BrainGroup(scans, StructureTable.Read(structureTable), heads, device, Passes, progress, cancel);
        var priors = group.FirstPriors();
        try
        {
            for (var round = 0; round < AveragingRounds; round++)
            {
                using var previous = priors;
                priors = group.Average(previous);
            }

            using var samples = group.Sample(priors, Seed);
            using var network = StructureTraining.Run(samples, Seed, device, group.ReportTraining, cancel);
            BrainAtlasWriter.Write(destination, priors, network, card);
        }
        finally
        {
            priors.Dispose();
        }
    }
}
