using System.Security.Cryptography;
using System.Text.Json;
using RefacePS.Compute;
using RefacePS.Refacing.Networks;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Models;

/// <summary>An installed model: a folder with a card and weights.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Card">What the model is.</param>
public sealed record RefaceModel(string Folder, ModelCard Card)
{
    private const string CardName = "card.json";
    private const string WeightsName = "generator.safetensors";

    /// <summary>Whether a folder holds a model.</summary>
    public static bool IsModel(string folder) => File.Exists(Path.Combine(folder, CardName));

    /// <summary>Reads the card of a model; the weights wait for <see cref="LoadGenerator"/>.</summary>
    /// <exception cref="ModelInvalidException">The card is not one, or is of a kind this version does not know.</exception>
    public static RefaceModel Open(string folder)
    {
        try
        {
            var card = ModelCard.Read(Path.Combine(folder, CardName));
            card.Generator.Validate();
            return card.Kind == ModelCard.Pix2Pix
                ? new RefaceModel(folder, card)
                : throw new ModelInvalidException(folder, $"its kind '{card.Kind}' is unknown to this version");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelInvalidException(folder, $"its card cannot be read ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    /// <summary>Installs a model: stores the weights in 16-bit floats, and the card with their hash.</summary>
    /// <exception cref="RefacePS.Files.VolumeFileException">The folder cannot be written.</exception>
    public static RefaceModel Save(string folder, ModelCard card, UnetGenerator generator)
    {
        Directory.CreateDirectory(folder);
        var weights = Path.Combine(folder, WeightsName);
        var tensors = NetworkWeights.Export(generator, SafeTensorType.F16);
        new SafeTensorsFile(tensors, new Dictionary<string, string>()).Write(weights);
        var complete = card with { WeightsSha256 = Hash(weights) };
        complete.Write(Path.Combine(folder, CardName));
        return new RefaceModel(folder, complete);
    }

    /// <summary>Installs a trained model from the weights that training left, which must be those of the card's network.</summary>
    /// <exception cref="ModelInvalidException">The weights are damaged or of another network.</exception>
    /// <inheritdoc cref="Save"/>
    public static RefaceModel Install(string folder, ModelCard card, string weightsPath)
    {
        TorchRuntime.EnsureLoaded();
        try
        {
            using var generator = Build(card, SafeTensorsFile.Read(weightsPath), CPU);
            return Save(folder, card, generator);
        }
        catch (Exception fault) when (fault is SafeTensorsInvalidException or FormatException)
        {
            throw new ModelInvalidException(folder, fault.Message.TrimEnd('.'), fault);
        }
    }

    /// <summary>Builds the generator with its weights, every one in its place and shape.</summary>
    /// <exception cref="ModelInvalidException">The weights are missing, damaged, or not those of the card.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public UnetGenerator LoadGenerator(Device? device = null)
    {
        TorchRuntime.EnsureLoaded();
        var weights = Path.Combine(Folder, WeightsName);
        try
        {
            return Hash(weights) == Card.WeightsSha256
                ? Build(Card, SafeTensorsFile.Read(weights), device)
                : throw new ModelInvalidException(Folder, "its weights are not those that its card names");
        }
        catch (Exception fault) when (fault is SafeTensorsInvalidException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ModelInvalidException(Folder, fault.Message.TrimEnd('.'), fault);
        }
    }

    private static UnetGenerator Build(ModelCard card, SafeTensorsFile stored, Device? device)
    {
        var generator = new UnetGenerator(card.Generator, device);
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
