using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Training;
using TorchSharp;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>2.5-D pix2pix networks, which draw faces slice by slice.</summary>
internal sealed class Pix2PixKind : ModelKind
{
    /// <inheritdoc cref="CardName"/>
    public const string OnCards = "pix2pix-2.5d";

    /// <inheritdoc/>
    public override string Name => "Pix2Pix";

    /// <inheritdoc/>
    public override string CardName => OnCards;

    /// <inheritdoc/>
    public override ModelTrainer Trainer { get; } = new Pix2PixModelTrainer();

    /// <inheritdoc/>
    internal override void Check(ModelCard card) => card.RequireGenerator();

    /// <inheritdoc/>
    internal override FaceGenerator Load(RefaceModel model, HeadAtlas atlas, torch.Device device) => new
        SliceFaceGenerator(
            atlas, new SliceGenerator(model.LoadGenerator(device), device, averageMirrored: true), device);

    private sealed class Pix2PixModelTrainer : ModelTrainer
    {
        public override TrainingRecipe Recipe => TrainingRecipe.Slices;

        public override void RequireUnused(string workFolder) => TrainingFolder.RequireUnused(workFolder);

        public override RefaceModel Train(TrainingRequest request, CancellationToken cancel = default) =>
            new Pix2PixTraining(
                request.Recipe ?? Recipe, request.Heads, request.Split, request.WorkFolder, request.Device)
            .Run(request.Statement, request.Destination, request.Resume, request.Training, cancel);
    }
}
