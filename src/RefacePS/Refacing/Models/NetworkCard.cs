using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Training;

namespace RefacePS.Refacing.Models;

/// <summary>The common part of the cards of all networks.</summary>
internal static class NetworkCard
{
    private const string Normalisation =
        "air -1, median of the intracranial cavity -0.2, linear between and beyond, clipped to [-1, 1]";

    /// <summary>The card of a network that was trained, but for its kind and its limits.</summary>
    public static ModelCard Of(TrainingRecipe recipe, SubjectSplit split, ModelStatement statement,
        TrainingResult result) => new()
    {
        Name = statement.Name,
        Version = statement.Version,
        Kind = string.Empty,
        Generator = recipe.Generator,
        ResolutionMillimeters = HeadSpace.Spacing,
        StackShape = [HeadSpace.Side, HeadSpace.Side, HeadSpace.Side],
        Normalisation = Normalisation,
        TrainingSubjects = split.Training,
        ValidationSubjects = split.Validation,
        Recipe = recipe,
        Steps = result.Steps,
        Losses = result.Losses,
        Validation = double.IsNaN(result.ValidationL1)
            ? new Dictionary<string, double>()
            : new Dictionary<string, double> { ["RemovedRegionL1"] = result.ValidationL1 },
        Licence = statement.Licence,
        Attribution = statement.Attribution,
        KnownFailures = [],
        Command = statement.Command,
        WeightsSha256 = string.Empty,
    };
}
