using RefacePS.Atlases.Building;
using RefacePS.Files;
using RefacePS.Volumes;
using RefacePS.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>Writes the files of a brain atlas.</summary>
internal static class BrainAtlasWriter
{
    /// <summary>The step that probabilities and intensities are rounded to.</summary>
    public const double Step = 1.0 / 255;

    /// <summary>Writes all files or none.</summary>
    public static void Write(string destination, BrainPriors priors, StructureNetwork network, BrainAtlasCard card) =>
        AtomicFolder.Write(destination, folder =>
        {
            Write(folder, BrainAtlas.AverageFile, priors.Average.Grid, priors.Average.Voxels);
            Write(folder, BrainAtlas.PriorsFile, priors.Average.Grid, priors.Probabilities);
            new SafeTensorsFile(NetworkWeights.Export(network, SafeTensorType.F32), new Dictionary<string, string>())
                .Write(Path.Combine(folder, BrainAtlas.NetworkFile));
            card.Write(folder);
        });

    private static void Write(string folder, string file, VoxelGrid grid, Tensor values)
    {
        using var scope = NewDisposeScope();
        var real = values.reshape(-1).cpu().contiguous().data<float>().ToArray();
        AtlasImageFile.Write(folder, file, grid, real, VoxelType.UInt8, Step);
    }
}
