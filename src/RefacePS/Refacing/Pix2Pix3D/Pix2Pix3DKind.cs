using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.Training;
using TorchSharp;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>Shape models with a 3-D pix2pix network that adds detail to their faces.</summary>
internal sealed class Pix2Pix3DKind : ModelKind
{
    /// <inheritdoc cref="CardName"/>
    public const string OnCards = "pix2pix-3d";

    /// <inheritdoc/>
    public override string Name => "Pix2Pix3D";

    /// <inheritdoc/>
    public override string CardName => OnCards;

    /// <inheritdoc/>
    public override ModelTrainer Trainer { get; } = new Pix2Pix3DModelTrainer();

    /// <inheritdoc/>
    internal override void Check(ModelCard card) => card.RequireGenerator();

    /// <inheritdoc/>
    internal override FaceGenerator Load(RefaceModel model, HeadAtlas atlas, torch.Device device) =>
        new ShapeFaceGenerator(
            atlas, ShapeModelFile.Load(model, device), new FaceRefiner(model.LoadGenerator(device)));

    private sealed class Pix2Pix3DModelTrainer : ModelTrainer
    {
        public override TrainingRecipe Recipe => TrainingRecipe.Volume;

        public override bool NeedsBaseModel => true;

        public override RefaceModel RequireBase(RefaceModel model) => Pix2Pix3DTraining.RequireShapes(model);

        public override void RequireUnused(string workFolder) => TrainingFolder.RequireUnused(workFolder);

        public override RefaceModel Train(TrainingRequest request, CancellationToken cancel = default) =>
            new Pix2Pix3DTraining(
                request.Recipe ?? Recipe, request.Heads, request.Split,
                request.BaseModel ?? throw new ArgumentException("There is no shape model.", nameof(request)),
                request.WorkFolder, request.Atlas, request.Device)
            .Run(request.Statement, request.Destination, request.Resume, request.Aligning, request.Training, cancel);
    }
}
