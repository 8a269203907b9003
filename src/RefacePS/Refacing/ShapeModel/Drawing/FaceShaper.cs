using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// Gives the faces of heads a shape of their own: drawn at random, meeting what was kept, and made unlike what that
/// predicts. Owns its tensors.
/// </summary>
internal sealed class FaceShaper : IDisposable
{
    private readonly ShapeSpace space;
    private readonly KeptShape kept;
    private readonly FieldOfView view;
    private readonly Tensor mean;

    /// <summary>Prepares to shape faces.</summary>
    /// <param name="space">How faces differ; stays the caller's.</param>
    /// <param name="template">The average that is warped; stays the caller's.</param>
    /// <param name="box">The template on the <see cref="FaceBox"/>; stays the caller's.</param>
    public FaceShaper(ShapeSpace space, FaceTemplate template, Tensor box)
    {
        using var scope = NewDisposeScope();
        this.space = space;
        (kept, view) = (new KeptShape(box), new FieldOfView(template, box.device));
        mean = Inverted(space.Mean).DetachFromDisposeScope();
    }

    /// <summary>Positions of points of the head in the average, mm, [3, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>.</summary>
    /// <param name="head">The scan.</param>
    /// <param name="byKeptPart">From atlas space to where the kept part of the head is in place.</param>
    /// <param name="noise">Chance.</param>
    /// <param name="cancel">Ends the work.</param>
    public Tensor Draw(ObservedHead head, AffineMatrix byKeptPart, VoxelNoise noise, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var blend = new FaceBlend(kept.Measure(head, cancel), head);
        using var predicted = Predicted(head, byKeptPart, blend);
        var drawn = ShapeDraw.Coefficients(space.Count, noise).to(mean.device);
        var shape = predicted.Unlike(drawn, blend.Share(FieldOf(drawn, byKeptPart)));
        return view.Fit(blend.Blend(FieldOf(shape, byKeptPart)), head.InView).MoveToOuterDisposeScope();
    }

    /// <summary>The shape that the kept anatomy predicts, which meets it at the border; like
    /// <see cref="Draw"/>.</summary>
    public Tensor Predict(ObservedHead head, AffineMatrix byKeptPart, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var blend = new FaceBlend(kept.Measure(head, cancel), head);
        using var predicted = Predicted(head, byKeptPart, blend);
        return blend.Blend(FieldOf(predicted.Coefficients, byKeptPart)).MoveToOuterDisposeScope();
    }

    private PredictedFace Predicted(ObservedHead head, AffineMatrix byKeptPart, FaceBlend blend) =>
        PredictedFace.Find(space, byKeptPart, InHead(mean, byKeptPart), blend, kept.Skin, head.InView);

    private Tensor FieldOf(Tensor coefficients, AffineMatrix byKeptPart) =>
        InHead(Inverted(space.At(coefficients)), byKeptPart);

    private static Tensor InHead(Tensor inPlace, AffineMatrix byKeptPart) =>
        FieldInversion.Follow(byKeptPart, inPlace, KeptShape.Spacing);

    /// <summary>Positions of points in the average whose shape a shift of its nodes gave it.</summary>
    private static Tensor Inverted(Tensor shape) =>
        FieldInversion.Invert(Resampling.Smooth(FaceBox.Respace(shape, FaceBox.NodeSpacing, KeptShape.Spacing), 1),
            KeptShape.Spacing);

    /// <inheritdoc/>
    public void Dispose()
    {
        kept.Dispose();
        view.Dispose();
        mean.Dispose();
    }
}
