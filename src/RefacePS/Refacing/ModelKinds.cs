using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.Pix2Pix3D;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Refacing.ShapeModel.Drawing;
using TorchSharp;

namespace RefacePS.Refacing;

/// <summary>The kinds of model that there are. A new kind is a folder of its own, and a line here.</summary>
public static class ModelKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<ModelKind> All { get; } =
    [
        new ShapeModelKind(),
        new Pix2PixKind(),
        new Pix2Pix3DKind(),
        new AverageFaceKind(),
    ];

    /// <summary>The kinds that can be trained, the usual one first.</summary>
    public static IReadOnlyList<ModelKind> Trainable { get; } = [.. All.Where(kind => kind.Trainer is not null)];

    /// <summary>The kind that can be trained and has a name, in any case; null where there is none.</summary>
    public static ModelKind? FindTrainable(string name) =>
        Trainable.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the card of a model; the weights wait for <see cref="LoadFaces"/>.</summary>
    /// <exception cref="ModelInvalidException">The card is not one, or is of a kind this version does not
    /// know.</exception>
    public static RefaceModel Open(string folder) =>
        RefaceModel.Read(folder, card => KindOf(folder, card).Check(card));

    /// <summary>The generator of a model's faces.</summary>
    /// <param name="model">The model.</param>
    /// <param name="atlas">The head atlas; stays the caller's, for as long as faces are made.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="ModelInvalidException">The kind is unknown, or the weights are missing, damaged, or not those
    /// of the card.</exception>
    /// <exception cref="ShapeModel.Drawing.AtlasMismatchException">The model was made in the space of another head
    /// atlas.</exception>
    /// <exception cref="Compute.TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static FaceGenerator LoadFaces(this RefaceModel model, HeadAtlas atlas, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(model);
        return KindOf(model.Folder, model.Card).Load(model, atlas, device);
    }

    private static ModelKind KindOf(string folder, ModelCard card) =>
        All.FirstOrDefault(kind => string.Equals(kind.CardName, card.Kind, StringComparison.Ordinal))
        ?? throw new ModelInvalidException(folder, $"its kind '{card.Kind}' is unknown to this version");
}
