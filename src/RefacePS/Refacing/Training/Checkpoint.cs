using System.Globalization;
using System.Text.Json;
using RefacePS.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>
/// The whole state of a training in one safetensors file: both networks, the average, the moments of both optimisers,
/// the step. Random numbers follow from seed and step, so they need no state.
/// </summary>
internal sealed class Checkpoint(string path, TrainingRecipe recipe, IEnumerable<string> subjects)
{
    private const string StepKey = "step";
    private const string RecipeKey = "recipe";
    private const string SubjectsKey = "subjects";
    private readonly string recipeText = JsonSerializer.Serialize(recipe);
    private readonly string subjectsText = JsonSerializer.Serialize(subjects);

    /// <summary>True if there is something to resume from.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Writes the state, whole or not at all.</summary>
    public void Save(Pix2PixTrainer trainer)
    {
        var tensors = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in Tensors(trainer))
        {
            tensors.Add(name, NetworkWeights.FromTensor(tensor, SafeTensorType.F32));
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StepKey] = trainer.Step.ToString(CultureInfo.InvariantCulture),
            [RecipeKey] = recipeText,
            [SubjectsKey] = subjectsText,
        };
        new SafeTensorsFile(tensors, metadata).Write(path);
    }

    /// <summary>Puts the stored state into the trainer.</summary>
    /// <exception cref="CheckpointInvalidException">It is damaged, or belongs to another recipe or other
    /// subjects.</exception>
    public void Restore(Pix2PixTrainer trainer)
    {
        try
        {
            var stored = SafeTensorsFile.Read(path);
            Require(stored.Metadata, RecipeKey, recipeText);
            Require(stored.Metadata, SubjectsKey, subjectsText);
            foreach (var (name, tensor) in Tensors(trainer))
            {
                NetworkWeights.CopyTo(tensor, stored.Tensors, name);
            }

            trainer.Step = long.Parse(stored.Metadata[StepKey], CultureInfo.InvariantCulture);
            SetSteps(trainer.GeneratorOptimiser, trainer.Step);
            SetSteps(trainer.DiscriminatorOptimiser, trainer.Step);
        }
        catch (Exception fault)
            when (fault is SafeTensorsInvalidException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new CheckpointInvalidException(path, fault.Message.TrimEnd('.'), fault);
        }
    }

    private static void Require(IReadOnlyDictionary<string, string> metadata, string key, string expected)
    {
        if (!metadata.TryGetValue(key, out var stored) || stored != expected)
        {
            throw new FormatException($"its {key} are not those of this training");
        }
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Pix2PixTrainer trainer) =>
    [
        .. Named("generator", trainer.Generator),
        .. Named("average", trainer.Average),
        .. Named("discriminator", trainer.Discriminator),
        .. Moments("generator", trainer.Generator, trainer.GeneratorOptimiser),
        .. Moments("discriminator", trainer.Discriminator, trainer.DiscriminatorOptimiser),
    ];

    private static IEnumerable<(string Name, Tensor Tensor)> Named(string network, nn.Module module) =>
        module.named_parameters().Select(pair => ($"{network}.{pair.name}", (Tensor)pair.parameter));

    private static IEnumerable<(string Name, Tensor Tensor)> Moments(
        string network, nn.Module module, Adam optimiser) =>
        module.named_parameters().Zip(States(optimiser)).SelectMany(pair => new[]
        {
            ($"{network}_adam.{pair.First.name}.mean", pair.Second.exp_avg),
            ($"{network}_adam.{pair.First.name}.square", pair.Second.exp_avg_sq),
        });

    private static IEnumerable<Adam.State> States(Adam optimiser) => optimiser.state_dict().State.Cast<Adam.State>();

    private static void SetSteps(Adam optimiser, long step)
    {
        foreach (var state in States(optimiser))
        {
            state.step = step;
        }
    }
}
