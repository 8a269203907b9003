using RefacePS.Files;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel.Shapes;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel;

/// <summary>The file of a shape model in the folder of an installed model.</summary>
internal static class ShapeModelFile
{
    private const string Name = "shapes.safetensors";

    /// <summary>Loads the shape model.</summary>
    /// <inheritdoc cref="RefaceModel.LoadGenerator" path="/exception"/>
    public static StatisticalShapeModel Load(RefaceModel model, Device? device = null) => model.LoadPart(
        Name, model.Card.ShapesSha256 ?? model.Card.WeightsSha256,
        stored => StatisticalShapeModel.Import(stored, device ?? CPU));

    /// <summary>Stores the shape model in 16-bit floats, in a folder that is there.</summary>
    /// <returns>The hash of the file, for the card.</returns>
    /// <exception cref="VolumeFileException">The folder cannot be written.</exception>
    public static string Write(string folder, StatisticalShapeModel shapes)
    {
        var path = Path.Combine(folder, Name);
        shapes.Export().Write(path);
        return RefaceModel.Hash(path);
    }

    /// <summary>Installs a model that is a shape model alone.</summary>
    /// <inheritdoc cref="RefaceModel.Save" path="/exception"/>
    public static RefaceModel Install(string folder, ModelCard card, StatisticalShapeModel shapes) =>
        RefaceModel.Write(folder, staging => card with { WeightsSha256 = Write(staging, shapes) });
}
