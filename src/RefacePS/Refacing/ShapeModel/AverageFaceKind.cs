using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel.Drawing;
using TorchSharp;

namespace RefacePS.Refacing.ShapeModel;

/// <summary>The head atlas's own average as a face, which needs no weights.</summary>
internal sealed class AverageFaceKind : ModelKind
{
    /// <inheritdoc cref="CardName"/>
    public const string OnCards = "average-face";

    /// <inheritdoc/>
    public override string Name => "Average";

    /// <inheritdoc/>
    public override string CardName => OnCards;

    /// <inheritdoc/>
    internal override FaceGenerator Load(RefaceModel model, HeadAtlas atlas, torch.Device device) =>
        new ShapeFaceGenerator(atlas, model: null);
}
