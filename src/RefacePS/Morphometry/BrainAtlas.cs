using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Volumes;
using RefacePS.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>
/// The brain atlas: an average brain, the probability of every structure, and the network that decides, in the space of
/// the head atlas. Load it once and use it for many scans.
/// </summary>
public sealed class BrainAtlas : IDisposable
{
    internal const string AverageFile = "average.nii.gz";
    internal const string PriorsFile = "priors.nii.gz";
    internal const string NetworkFile = "network.safetensors";

    private BrainAtlas(BrainAtlasCard card, BrainPriors priors, StructureNetwork network) =>
        (Card, Priors, Network) = (card, priors, network);

    /// <summary>Its identity.</summary>
    public BrainAtlasCard Card { get; }

    /// <summary>Average and probabilities.</summary>
    internal BrainPriors Priors { get; }

    /// <summary>The mechanism that decides.</summary>
    internal StructureNetwork Network { get; }

    /// <summary>SHA-256 of the files of the atlas in a folder: what tells it from others of its name.</summary>
    /// <param name="folder">The folder that holds its files, some of which may be absent.</param>
    public static string HashOf(string folder) =>
        Files.ContentHash.Of(folder, AverageFile, PriorsFile, NetworkFile, BrainAtlasCard.FileName);

    /// <summary>Reads an atlas.</summary>
    /// <param name="folder">The folder that holds its files.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="BrainAtlasException">The folder or one of its files is missing or does not fit.</exception>
    public static BrainAtlas Load(string folder, Device device)
    {
        var card = BrainAtlasCard.Read(folder);
        var priors = ReadPriors(folder, device);
        try
        {
            return new BrainAtlas(card, priors, ReadNetwork(folder, device));
        }
        catch
        {
            priors.Dispose();
            throw;
        }
    }

    private static BrainPriors ReadPriors(string folder, Device device)
    {
        var stored = ReadVolume(folder, PriorsFile);
        if (stored.FrameCount != BrainRegions.StructureCount)
        {
            throw new BrainAtlasException(
                folder,
                $"{PriorsFile} has {Counted.Of(stored.FrameCount, "frame")}, not {BrainRegions.StructureCount}");
        }

        using var scope = NewDisposeScope();
        var average = ReadVolume(folder, AverageFile);
        if (average.Grid != stored.Grid)
        {
            throw new BrainAtlasException(folder, $"{AverageFile} and {PriorsFile} are on different grids");
        }

        var frames = Enumerable.Range(0, stored.FrameCount).Select(frame => Image.FromVolume(stored, device, frame))
            .ToArray();
        var probabilities = stack([.. frames.Select(frame => frame.Voxels)]);
        Array.ForEach(frames, frame => frame.Dispose());
        return new BrainPriors(Image.FromVolume(average, device), probabilities);
    }

    private static Volume ReadVolume(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? NiftiReader.Read(path)
            : throw new BrainAtlasException(folder, AtlasCard.LackOf(folder, file));
    }

    private static StructureNetwork ReadNetwork(string folder, Device device)
    {
        var network = new StructureNetwork();
        try
        {
            NetworkWeights.ImportAll(network, SafeTensorsFile.Read(Path.Combine(folder, NetworkFile)).Tensors);
        }
        catch (Exception fault) when (fault is FormatException or SafeTensorsInvalidException or IOException)
        {
            network.Dispose();
            throw new BrainAtlasException(folder, $"{NetworkFile} cannot be used ({fault.Message.TrimEnd('.')})");
        }

        network.eval();
        return (StructureNetwork)network.to(device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Priors.Dispose();
        Network.Dispose();
    }
}
