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
    /// <summary>The most shapes that are drawn for a head, and the most that are given a field.</summary>
    private const int Attempts = 32;
    private const int Fields = 3;

    /// <summary>The deviation, to first order, up to which a shape promises to be a face in the end.</summary>
    private const double Promising = 0.95;

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

    /// <summary>Draws a face. One that would not be a face where it meets the head is drawn again.</summary>
    /// <param name="head">The scan.</param>
    /// <param name="byKeptPart">From atlas space to where the kept part of the head is in place.</param>
    /// <param name="noise">Chance.</param>
    /// <param name="cancel">Ends the work.</param>
    public ShapedFace Draw(ObservedHead head, AffineMatrix byKeptPart, VoxelNoise noise, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var blend = new FaceBlend(kept.Measure(head, cancel), head);
        var here = InHead(mean, byKeptPart);
        using var predicted = PredictedFace.Find(space, byKeptPart, here, blend, kept.Skin, head.InView);
        using var skin = FaceSkin.Find(space, byKeptPart, here, blend, kept.Skin, head.InView);
        var best = default(ShapedFace);
        foreach (var shape in Shapes(predicted, skin, noise).Take(Fields)
            .TakeWhile(_ => best is not { Deviation: <= 1 }))
        {
            var field = view.Fit(blend.Blend(FieldOf(shape, byKeptPart)), head.InView);
            var face = new ShapedFace(field, skin.DeviationOf(field - here));
            best = best is null || face.Deviation < best.Deviation ? face : best;
        }

        best!.Field.MoveToOuterDisposeScope();
        return best;
    }

    /// <summary>Shapes that chance has to give, coefficients in standard deviations, [K]: those that promise to be
    /// faces, and in the end the one of the others that lacks least.</summary>
    internal static IEnumerable<Tensor> Shapes(PredictedFace predicted, FaceSkin skin, VoxelNoise noise)
    {
        var (nearest, least) = (default(Tensor), double.PositiveInfinity);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var drawn = ShapeDraw.Coefficients((int)predicted.Coefficients.shape[0], noise, attempt);
            var shape = predicted.Unlike(drawn.to(predicted.Coefficients.device), skin);
            var deviation = skin.Deviation(skin.Visible(shape, skin.Share(shape)));
            if (deviation <= Promising)
            {
                yield return shape;
            }
            else if (nearest is null || deviation < least)
            {
                (nearest, least) = (shape, deviation);
            }
        }

        if (nearest is not null)
        {
            yield return nearest;
        }
    }

    /// <summary>The field of the shape that the kept anatomy predicts, which meets it at the border.</summary>
    /// <param name="head">The scan.</param>
    /// <param name="byKeptPart">From atlas space to where the kept part of the head is in place.</param>
    /// <param name="depth">How deep (mm) below the skin the kept anatomy is asked.</param>
    /// <param name="cancel">Ends the work.</param>
    public Tensor Predict(ObservedHead head, AffineMatrix byKeptPart, double depth, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var blend = new FaceBlend(kept.Measure(head, cancel), head);
        using var predicted = PredictedFace.Find(
            space, byKeptPart, InHead(mean, byKeptPart), blend, kept.Skin, head.InView, depth);
        return blend.Blend(FieldOf(predicted.Coefficients, byKeptPart)).MoveToOuterDisposeScope();
    }

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

/// <summary>A face of a shape of its own in a head.</summary>
/// <param name="Field">Where points of the head lie in the average, mm, [3, Nz, Ny, Nx] at
/// <see cref="KeptShape.Spacing"/>.</param>
/// <param name="Deviation">How far it lies, as it meets the head, from the faces that the model has learned: at most 1
/// for a face.</param>
internal sealed record ShapedFace(Tensor Field, double Deviation);
