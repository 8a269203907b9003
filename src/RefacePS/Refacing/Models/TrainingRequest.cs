using RefacePS.Atlases;
using RefacePS.Refacing.Training;
using TorchSharp;

namespace RefacePS.Refacing.Models;

/// <summary>A request to train a model: on what, and where to.</summary>
/// <param name="Heads">Heads of all subjects of the split, and of no others.</param>
/// <param name="Split">Who is trained on and who is held out.</param>
/// <param name="WorkFolder">Folder of what the training keeps; it will hold real faces.</param>
/// <param name="Destination">Folder of the model; made where there is none.</param>
/// <param name="Statement">What its maker says of it.</param>
/// <param name="Atlas">The head atlas by which the heads were prepared; stays the caller's.</param>
/// <param name="Device">Where to train.</param>
public sealed record TrainingRequest(
    IReadOnlyList<HeadPair> Heads, SubjectSplit Split, string WorkFolder, string Destination, ModelStatement Statement,
    HeadAtlas Atlas, torch.Device Device)
{
    /// <summary>The recipe of a network; null for the recipe of the kind.</summary>
    public TrainingRecipe? Recipe { get; init; }

    /// <summary>The model that this one is built upon; null where it needs none.</summary>
    public RefaceModel? BaseModel { get; init; }

    /// <summary>True to go on with the training in the work folder, where there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Told before each head is aligned.</summary>
    public IProgress<AlignmentProgress>? Aligning { get; init; }

    /// <summary>Told after each step of a network.</summary>
    public IProgress<TrainingProgress>? Training { get; init; }
}
