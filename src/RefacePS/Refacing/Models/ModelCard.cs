using System.Text.Json;
using System.Text.Json.Serialization;
using RefacePS.Files;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Training;

namespace RefacePS.Refacing.Models;

/// <summary>The card of a model: what it is, what it was trained on, how well it does, and what one may do with it; the
/// <c>card.json</c> beside its weights.</summary>
public sealed record ModelCard
{
    /// <summary>The name a user chooses it by.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the weights.</summary>
    public required string Version { get; init; }

    /// <summary>Name and version, as records name it.</summary>
    [JsonIgnore]
    public string Label => RefacePS.Label.Of(Name, Version);

    /// <summary>The kind of model, by the name that cards give it (<see cref="ModelKind.CardName"/>).</summary>
    public required string Kind { get; init; }

    /// <summary>The size of the generator; of a network alone.</summary>
    public UnetOptions? Generator { get; init; }

    /// <summary>Size of a voxel the model draws, in mm along every axis.</summary>
    public required double ResolutionMillimeters { get; init; }

    /// <summary>Slices of a stack, rows and columns of a slice.</summary>
    public required IReadOnlyList<int> StackShape { get; init; }

    /// <summary>The normalisation of a scan's intensities to [-1, 1].</summary>
    public required string Normalisation { get; init; }

    /// <summary>Whom it was trained on, so that a study can leave them out.</summary>
    public required IReadOnlyList<string> TrainingSubjects { get; init; }

    /// <summary>Whom it was judged on.</summary>
    public required IReadOnlyList<string> ValidationSubjects { get; init; }

    /// <summary>The recipe of its training; of a network alone.</summary>
    public TrainingRecipe? Recipe { get; init; }

    /// <summary>Steps taken: of a network, batches; of a shape model, alignments of a head.</summary>
    public required long Steps { get; init; }

    /// <summary>Means of the losses over the last epoch; of a network alone.</summary>
    public StepLosses? Losses { get; init; }

    /// <summary>Figures on the validation subjects, by name with unit.</summary>
    public required IReadOnlyDictionary<string, double> Validation { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to name, and what was changed, as the licence of the data asks.</summary>
    public required string Attribution { get; init; }

    /// <summary>Known failures.</summary>
    public required IReadOnlyList<string> KnownFailures { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 of the weights file, in lower-case hexadecimal; empty where there are no weights.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>SHA-256 of the shape model beside the weights of a network that draws into its faces; null where there
    /// is none.</summary>
    public string? ShapesSha256 { get; init; }

    /// <summary>Refuses a card without the size of a network.</summary>
    /// <exception cref="JsonException">There is none.</exception>
    /// <exception cref="ArgumentException">It is not one that a network can have.</exception>
    internal void RequireGenerator() => (Generator ?? throw new JsonException("it has no generator")).Validate();

    /// <summary>Reads a card.</summary>
    /// <exception cref="JsonException">It is not a card: not JSON, or a field is missing or of another
    /// type.</exception>
    public static ModelCard Read(string path) => CardFile.Read<ModelCard>(path);

    /// <summary>Writes the card, whole or not at all.</summary>
    public void Write(string path) => CardFile.Write(path, this);
}
