using RefacePS.Compute;
using RefacePS.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases.Building;

/// <summary>
/// Makes a head atlas of one's own scans, for people whom the atlas that ships does not resemble: the unbiased average
/// of the heads after Joshi et al. (NeuroImage 23:S151, 2004), mirrored left to right, with the share of their
/// cavities. The same scans give the same atlas.
/// </summary>
/// <param name="device">Where to compute.</param>
public sealed class HeadAtlasBuilder(Device device)
{
    /// <summary>Averages the heads.</summary>
    /// <param name="scans">The heads; each is read fourteen times.</param>
    /// <param name="progress">Told before each head of each pass.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="AtlasSourceException">A label map does not suit its scan.</exception>
    /// <exception cref="VolumeFileException">A file cannot be read.</exception>
    /// <exception cref="VolumeFormatException">A file is not NIfTI.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public BuiltHeadAtlas Build(IReadOnlyList<LabelledScan> scans,
        IProgress<AtlasProgress<AtlasStage>>? progress = null, CancellationToken cancel = default)
    {
        TorchRuntime.EnsureLoaded();
        var passes = AffineGroupRegistration.Passes + DeformableGroupRegistration.Passes;
        var group = new HeadGroup(scans, passes, device, progress, cancel);
        using var scope = NewDisposeScope();
        var (maps, affineAverage, score) = new AffineGroupRegistration(group).Run();
        using (affineAverage)
        {
            var (average, cavity, displacement) = new DeformableGroupRegistration(group, maps).Run(affineAverage);
            return new BuiltHeadAtlas(average, cavity, score, displacement);
        }
    }

    /// <summary>Averages the heads and writes the atlas: all its files or none.</summary>
    /// <param name="scans">The heads.</param>
    /// <param name="card">What the atlas is; the figures are filled in.</param>
    /// <param name="destination">Folder to write into; made where there is none.</param>
    /// <param name="overwrite">Whether an atlas that is there may be replaced.</param>
    /// <param name="progress">Told before each head of each pass.</param>
    /// <param name="cancel">Ends the work; nothing is written then.</param>
    /// <returns>The whole card.</returns>
    /// <exception cref="VolumeFileException">The destination holds an atlas or cannot be written, or a scan cannot be
    /// read.</exception>
    /// <inheritdoc cref="Build(IReadOnlyList{LabelledScan}, IProgress{AtlasProgress{AtlasStage}}, CancellationToken)"/>
    public HeadAtlasCard Build(
        IReadOnlyList<LabelledScan> scans, HeadAtlasCard card, string destination, bool overwrite,
        IProgress<AtlasProgress<AtlasStage>>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(card);
        AtomicFile.RequireFree(Path.Combine(destination, HeadAtlas.AverageFile), overwrite);
        using var atlas = Build(scans, progress, cancel);
        var complete = card with
        {
            MeanAffineScore = Math.Round(atlas.MeanAffineScore, 4),
            MeanDisplacementMillimeters = Math.Round(atlas.MeanDisplacementMillimeters, 2),
        };
        AtomicFolder.Write(destination, folder =>
        {
            HeadAtlasWriter.Write(folder, atlas.Average, atlas.Cavity);
            complete.Write(folder);
        });
        return complete;
    }
}
