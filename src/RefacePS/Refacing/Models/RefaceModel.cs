using System.Security.Cryptography;
using System.Text.Json;
using RefacePS.Compute;
using RefacePS.Files;
using RefacePS.Refacing.Networks;
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

    /// <summary>True if a folder holds a model.</summary>
    public static bool IsModel(string folder) => File.Exists(Path.Combine(folder, CardName));

    /// <summary>Reads the card of a model; the weights wait for <see cref="LoadGenerator"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="check">Refuses a card that lacks something.</param>
    /// <exception cref="ModelInvalidException">The card is not one, or was refused.</exception>
    internal static RefaceModel Read(string folder, Action<ModelCard> check)
    {
        try
        {
            var card = ModelCard.Read(Path.Combine(folder, CardName));
            check(card);
            return new RefaceModel(folder, card);
        }
        catch (Exception fault)
            when (fault is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelInvalidException(folder, $"its card cannot be read ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    /// <summary>SHA-256 of the files of the model: what tells it from others of its name.</summary>
    public string ContentHash()
    {
        var weights = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.safetensors") : [];
        return Files.ContentHash.Of(Folder, [CardName, .. weights.Select(file => Path.GetFileName(file))]);
    }

    /// <summary>The name of the model, its version, and what tells it from others of that name.</summary>
    public string Identity() => $"{Card.Label} {ContentHash()}";

    /// <summary>Installs a model: stores the weights in 16-bit floats, and the card with their hash.</summary>
    /// <exception cref="VolumeFileException">The folder cannot be written; it is as it was.</exception>
    public static RefaceModel Save(string folder, ModelCard card, UnetGenerator generator) =>
        Write(folder, staging => card with { WeightsSha256 = WriteWeights(staging, generator) });

    /// <summary>Installs a trained model from the weights that training left, which must be those of the card's
    /// network.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="card">What the model is.</param>
    /// <param name="weightsPath">The weights of the network.</param>
    /// <exception cref="ModelInvalidException">The weights are damaged or of another network.</exception>
    /// <inheritdoc cref="Save(string, ModelCard, UnetGenerator)" path="/exception"/>
    public static RefaceModel Install(string folder, ModelCard card, string weightsPath)
    {
        using var generator = Trained(folder, card, weightsPath, CPU);
        return Save(folder, card, generator);
    }

    /// <summary>The network that training left, as it will be when it is installed: its weights are those of 16-bit
    /// floats.</summary>
    /// <param name="folder">Where it is to be installed; for the error.</param>
    /// <param name="card">What the model is.</param>
    /// <param name="weightsPath">The weights of the network.</param>
    /// <param name="device">Where to compute.</param>
    /// <inheritdoc cref="Install" path="/exception[1]"/>
    internal static UnetGenerator Trained(string folder, ModelCard card, string weightsPath, Device device)
    {
        TorchRuntime.EnsureLoaded();
        try
        {
            using var exact = Build(card, SafeTensorsFile.Read(weightsPath), CPU);
            return Build(card, Stored(exact), device);
        }
        catch (Exception fault) when (fault is SafeTensorsInvalidException or FormatException)
        {
            throw new ModelInvalidException(folder, fault.Message.TrimEnd('.'), fault);
        }
    }

    /// <summary>Installs a model, all of its files or none.</summary>
    /// <param name="folder">Where to; other files in it stay.</param>
    /// <param name="writeParts">Writes all but the card into the folder it is given, and tells the card.</param>
    /// <inheritdoc cref="Save(string, ModelCard, UnetGenerator)" path="/exception"/>
    internal static RefaceModel Write(string folder, Func<string, ModelCard> writeParts)
    {
        ModelCard? card = null;
        AtomicFolder.Write(folder, staging =>
        {
            card = writeParts(staging);
            card.Write(Path.Combine(staging, CardName));
        });
        return new(folder, card!);
    }

    /// <summary>Stores the weights of a network in 16-bit floats.</summary>
    /// <returns>The hash of the file, for the card.</returns>
    internal static string WriteWeights(string folder, UnetGenerator generator)
    {
        var path = Path.Combine(folder, WeightsName);
        Stored(generator).Write(path);
        return Hash(path);
    }

    /// <summary>Builds the generator with its weights, every one in its place and shape.</summary>
    /// <exception cref="ModelInvalidException">The weights are missing, damaged, or not those of the card.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public UnetGenerator LoadGenerator(Device? device = null) =>
        LoadPart(WeightsName, Card.WeightsSha256, stored => Build(Card, stored, device));

    /// <summary>Loads a part of the model from its file.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="hash">Its hash, as the card has it.</param>
    /// <param name="build">Makes the part.</param>
    /// <inheritdoc cref="LoadGenerator" path="/exception"/>
    internal TPart LoadPart<TPart>(string name, string hash, Func<SafeTensorsFile, TPart> build)
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

    private static SafeTensorsFile Stored(UnetGenerator generator) =>
        new(NetworkWeights.Export(generator, SafeTensorType.F16), new Dictionary<string, string>());

    private static UnetGenerator Build(ModelCard card, SafeTensorsFile stored, Device? device)
    {
        var generator = new UnetGenerator(
            card.Generator ?? throw new FormatException("its card has no generator"), device);
        try
        {
            NetworkWeights.ImportAll(generator, stored.Tensors);
        }
        catch
        {
            generator.Dispose();
            throw;
        }

        generator.eval();
        return generator;
    }

    /// <summary>SHA-256 of a file, in lower-case hexadecimal.</summary>
    internal static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
