using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel;

/// <summary>
/// Predicts the face of a head from what was kept of it: an attack, by which one sees what a scan without a face still
/// says of its owner. The likeliest shape of a shape model is bent to meet the kept anatomy at the border, and gives
/// its surface to the average head.
/// </summary>
public sealed class FacePredictor : IDisposable
{
    private readonly HeadAtlas atlas;
    private readonly StatisticalShapeModel model;
    private readonly double depth;
    private readonly TrainingSubjects trainingSubjects;
    private readonly FaceTemplate template;
    private readonly Tensor box;
    private readonly FaceShaper shaper;

    /// <summary>Prepares to predict.</summary>
    /// <param name="atlas">The head atlas; stays the caller's.</param>
    /// <param name="model">The shape model, of which it takes ownership.</param>
    /// <param name="trainingSubjects">Those whose faces the model has learned from.</param>
    /// <param name="depth">How deep (mm) below the skin the kept anatomy is asked.</param>
    /// <exception cref="AtlasMismatchException">The model was made in the space of another atlas.</exception>
    internal FacePredictor(HeadAtlas atlas, StatisticalShapeModel model, IEnumerable<string> trainingSubjects,
        double depth = PredictedFace.NearSkin)
    {
        (this.atlas, this.model, this.depth) = (atlas, model, depth);
        this.trainingSubjects = new(trainingSubjects);
        template = new FaceTemplate(atlas, model.Face);
        box = template.OnBox().DetachFromDisposeScope();
        AtlasMismatchException.ThrowUnlessSame(atlas, box);
        shaper = new FaceShaper(model.Space, template, box);
    }

    /// <summary>Loads what predicts.</summary>
    /// <param name="model">An installed model that holds the shapes of faces.</param>
    /// <param name="atlas">The head atlas in whose space the model was made; stays the caller's.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="depth">How deep (mm) below the skin the kept anatomy is asked: deeper where skin was removed all
    /// round.</param>
    /// <exception cref="ModelInvalidException">The model holds no shapes, or its files are damaged.</exception>
    /// <exception cref="AtlasMismatchException">The model was made in the space of another atlas.</exception>
    public static FacePredictor Load(
        RefaceModel model, HeadAtlas atlas, Device device, double depth = PredictedFace.NearSkin)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new FacePredictor(atlas, ShapeModelFile.Load(model, device), model.Card.TrainingSubjects, depth);
    }

    /// <summary>True if the model has learned from the face of a subject, and so could remember it; by the names that
    /// files have (<see cref="TrainingSubjects"/>).</summary>
    public bool HasSeen(string subject) => trainingSubjects.Contains(subject);

    /// <summary>The head with the predicted face, in the world of the atlas: air 0, brain 0.4, on the
    /// <see cref="FaceBox"/>.</summary>
    /// <param name="scan">Real values.</param>
    /// <param name="place">What was removed, and where the head lies by what was kept; its
    /// <see cref="FacePlace.ByKeptPart"/> is known.</param>
    /// <param name="blanked">The voxels of the scan that hold no signal of their own, or null.</param>
    /// <param name="cancel">Ends the work.</param>
    internal Image Predict(Image scan, FacePlace place, Mask? blanked, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var intensity = ScanIntensity.Measure(scan, atlas, place.Scan2Atlas, blanked);
        using var head = ObservedHead.Carry(scan, intensity, place);
        var field = shaper.Predict(
            head, place.ByKeptPart ?? throw new ArgumentException("The pose is not known.", nameof(place)), depth,
            cancel);
        var points = Resampling.WorldPoints(FaceBox.Grid, field.device);
        var shift = Resampling.SampleWorld(field, FaceBox.WithSpacing(KeptShape.Spacing), points).t();
        return new Image(FaceBox.Grid,
            template.At(points + shift).reshape(FaceBox.Grid.Nz, FaceBox.Grid.Ny, FaceBox.Grid.Nx));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        shaper.Dispose();
        box.Dispose();
        template.Dispose();
        model.Dispose();
    }
}
