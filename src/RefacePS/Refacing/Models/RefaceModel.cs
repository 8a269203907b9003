using System.Security.Cryptography;
using System.Text.Json;
using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.Pix2Pix3D;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Weights;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Models;

/// <summary>An installed model: a folder with a card and weights.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Card">What the model is.</param>
public sealed record RefaceModel(string Folder, ModelCard Card)
{
    private const string CardName = "card.json";
    private const string WeightsName = "generator.safetensors";
    private const string ShapesName = "shapes.safetensors";

    /// <summary>Whether a folder holds a model.</summary>
    public static bool IsModel(string folder) => File.Exists(Path.Combine(folder, CardName));

    /// <summary>Reads the card of a model; the weights wait for <see cref="LoadGenerator"/>.</summary>
    /// <exception cref="ModelInvalidException">The card is not one, or is of a kind this version does not
    /// know.</exception>
    public static RefaceModel Open(string folder)
    {
        try
        {
            var card = ModelCard.Read(Path.Combine(folder, CardName));
            RequireKnown(folder, card);
            return new RefaceModel(folder, card);
        }
        catch (Exception fault)
            when (fault is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelInvalidException(folder, $"its card cannot be read ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    /// <summary>SHA-256 of the files of the model: what tells it from others of its name.</summary>
    public string ContentHash() => Files.ContentHash.Of(Folder, CardName, WeightsName, ShapesName);

    /// <summary>The name of the model, its version, and what tells it from others of that name.</summary>
    public string Identity() => $"{Card.Name} {Card.Version} {ContentHash()}";

    /// <summary>What makes faces by this model.</summary>
    /// <param name="atlas">The head atlas; stays the caller's, for as long as faces are made.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="ModelInvalidException">The weights are missing, damaged, or not those of the card.</exception>
    /// <exception cref="AtlasMismatchException">The model was made in the space of another head atlas.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public FaceGenerator LoadFaces(HeadAtlas atlas, Device device) => Card.Kind switch
    {
        ModelCard.Shape => new ShapeFaceGenerator(atlas, LoadShapes(device)),
        ModelCard.Pix2Pix3D => new ShapeFaceGenerator(
            atlas, LoadShapes(device), new FaceRefiner(LoadGenerator(device))),
        ModelCard.Average => new ShapeFaceGenerator(atlas, model: null),
        _ => new SliceFaceGenerator(
            atlas, new SliceGenerator(LoadGenerator(device), device, averageMirrored: true), device),
    };

    /// <summary>Installs a shape model: stores it in 16-bit floats, and the card with its hash.</summary>
    /// <exception cref="RefacePS.Files.VolumeFileException">The folder cannot be written.</exception>
    public static RefaceModel Save(string folder, ModelCard card, StatisticalShapeModel shapes)
    {
        Directory.CreateDirectory(folder);
        var weights = Path.Combine(folder, ShapesName);
        shapes.Export().Write(weights);
        return WithCard(folder, card with { WeightsSha256 = Hash(weights) });
    }

    /// <summary>Installs a model: stores the weights in 16-bit floats, and the card with their hash.</summary>
    /// <exception cref="RefacePS.Files.VolumeFileException">The folder cannot be written.</exception>
    public static RefaceModel Save(string folder, ModelCard card, UnetGenerator generator)
    {
        Directory.CreateDirectory(folder);
        var weights = Path.Combine(folder, WeightsName);
        var tensors = NetworkWeights.Export(generator, SafeTensorType.F16);
        new SafeTensorsFile(tensors, new Dictionary<string, string>()).Write(weights);
        return WithCard(folder, card with { WeightsSha256 = Hash(weights) });
    }

    /// <summary>Installs a trained model from the weights that training left, which must be those of the card's
    /// network.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="card">What the model is.</param>
    /// <param name="weightsPath">The weights of the network.</param>
    /// <param name="shapes">The shape model whose faces the network draws into; null for one that draws by
    /// itself.</param>
    /// <exception cref="ModelInvalidException">The weights are damaged or of another network.</exception>
    /// <inheritdoc cref="Save(string, ModelCard, UnetGenerator)" path="/exception"/>
    public static RefaceModel Install(string folder, ModelCard card, string weightsPath, StatisticalShapeModel? shapes = null)
    {
        TorchRuntime.EnsureLoaded();
        try
        {
            using var generator = Build(card, SafeTensorsFile.Read(weightsPath), CPU);
            if (shapes is not null)
            {
                Directory.CreateDirectory(folder);
                var path = Path.Combine(folder, ShapesName);
                shapes.Export().Write(path);
                card = card with { ShapesSha256 = Hash(path) };
            }

            return Save(folder, card, generator);
        }
        catch (Exception fault) when (fault is SafeTensorsInvalidException or FormatException)
        {
            throw new ModelInvalidException(folder, fault.Message.TrimEnd('.'), fault);
        }
    }

    /// <summary>The model with figures on its validation subjects, which go onto its card.</summary>
    internal RefaceModel WithFigures(IReadOnlyDictionary<string, double> figures) =>
        WithCard(Folder, Card with { Validation = figures });

    /// <summary>Builds the generator with its weights, every one in its place and shape.</summary>
    /// <exception cref="ModelInvalidException">The weights are missing, damaged, or not those of the card.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public UnetGenerator LoadGenerator(Device? device = null) =>
        Load(WeightsName, Card.WeightsSha256, stored => Build(Card, stored, device));

    /// <summary>Loads the shape model.</summary>
    /// <inheritdoc cref="LoadGenerator"/>
    public StatisticalShapeModel LoadShapes(Device? device = null) =>
        Load(ShapesName, Card.ShapesSha256 ?? Card.WeightsSha256, stored => StatisticalShapeModel.Import(stored, device ?? CPU));

    private TPart Load<TPart>(string name, string hash, Func<SafeTensorsFile, TPart> build)
    {
        TorchRuntime.EnsureLoaded();
        var weights = Path.Combine(Folder, name);
        try
        {
            return Hash(weights) == hash
                ? build(SafeTensorsFile.Read(weights))
                : throw new ModelInvalidException(Folder, "its weights are not those that its card names");
        }
        catch (Exception fault)
            when (fault is SafeTensorsInvalidException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ModelInvalidException(Folder, fault.Message.TrimEnd('.'), fault);
        }
    }

    private static void RequireKnown(string folder, ModelCard card)
    {
        switch (card.Kind)
        {
            case ModelCard.Pix2Pix or ModelCard.Pix2Pix3D:
                (card.Generator ?? throw new JsonException("it has no generator")).Validate();
                break;
            case ModelCard.Shape or ModelCard.Average:
                break;
            default:
                throw new ModelInvalidException(folder, $"its kind '{card.Kind}' is unknown to this version");
        }
    }

    private static RefaceModel WithCard(string folder, ModelCard card)
    {
        card.Write(Path.Combine(folder, CardName));
        return new RefaceModel(folder, card);
    }

    private static UnetGenerator Build(ModelCard card, SafeTensorsFile stored, Device? device)
    {
        var generator = new UnetGenerator(
            card.Generator ?? throw new FormatException("its card has no generator"), device);
        NetworkWeights.ImportAll(generator, stored.Tensors);
        generator.eval();
        return generator;
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
