using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.Training;
using TorchSharp;

namespace RefacePS.Refacing.ShapeModel;

/// <summary>Average faces with a shape space, from which shapes are drawn.</summary>
internal sealed class ShapeModelKind : ModelKind
{
    /// <inheritdoc cref="CardName"/>
    public const string OnCards = "shape-model";

    /// <inheritdoc/>
    public override string Name => "Shape";

    /// <inheritdoc/>
    public override string CardName => OnCards;

    /// <inheritdoc/>
    public override ModelTrainer Trainer { get; } = new ShapeModelTrainer();

    /// <inheritdoc/>
    internal override FaceGenerator Load(RefaceModel model, HeadAtlas atlas, torch.Device device) =>
        new ShapeFaceGenerator(atlas, ShapeModelFile.Load(model, device));

    private sealed class ShapeModelTrainer : ModelTrainer
    {
        public override void RequireUnused(string workFolder) => ShapeModelTraining.RequireUnused(workFolder);

        public override RefaceModel Train(TrainingRequest request, CancellationToken cancel = default) =>
            new ShapeModelTraining(request.Heads, request.Split, request.WorkFolder, request.Atlas, request.Device)
            .Run(request.Statement, request.Destination, request.Resume, request.Aligning, cancel);
    }
}
