using System.Text.Json;
using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using TorchSharp;

namespace RefacePS.Refacing.Models;

/// <summary>
/// A kind of model: what its cards must say, how it draws faces and how it is trained. All that tells one kind from
/// another is asked of this object.
/// </summary>
public abstract class ModelKind
{
    /// <summary>The name that users give it, as in <c>New-RefaceModel -Kind</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The name that cards give it (<see cref="ModelCard.Kind"/>).</summary>
    public abstract string CardName { get; }

    /// <summary>The trainer of such models; null where there is nothing to train.</summary>
    public virtual ModelTrainer? Trainer => null;

    /// <summary>Refuses a card that lacks what this kind needs.</summary>
    /// <exception cref="JsonException">A field is missing.</exception>
    /// <exception cref="ArgumentException">A field is out of its range.</exception>
    internal virtual void Check(ModelCard card)
    {
    }

    /// <summary>The generator of a model's faces.</summary>
    /// <param name="model">The model, of this kind.</param>
    /// <param name="atlas">The head atlas; stays the caller's, for as long as faces are made.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="ModelInvalidException">The weights are missing, damaged, or not those of the card.</exception>
    internal abstract FaceGenerator Load(RefaceModel model, HeadAtlas atlas, torch.Device device);
}
