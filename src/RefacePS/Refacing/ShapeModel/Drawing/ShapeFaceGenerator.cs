using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// Faces that are an average warped into the head. With a shape model, the shape is drawn at random, size, place and
/// tilt with it, and follows the kept anatomy close to the border alone; without one, the average head of the atlas
/// goes where the affine map puts it, as AFNI's refacer does. Detail that an average lacks may then be added.
/// </summary>
public sealed class ShapeFaceGenerator : FaceGenerator, IDisposable
{
    private readonly HeadAtlas atlas;
    private readonly FaceTemplate template;
    private readonly FaceTemplate.Sampler sampler;
    private readonly Tensor box;
    private readonly FaceShaper? shaper;
    private readonly IFaceDetail? detail;

    /// <summary>Prepares to make faces.</summary>
    /// <param name="atlas">The head atlas; stays the caller's.</param>
    /// <param name="model">The shape model, which stays the caller's; null for the plain average.</param>
    /// <exception cref="AtlasMismatchException">The model was made in the space of another atlas.</exception>
    public ShapeFaceGenerator(HeadAtlas atlas, StatisticalShapeModel? model)
        : this(atlas, model, detail: null)
    {
    }

    /// <summary>Prepares to make faces.</summary>
    /// <param name="atlas">The head atlas; stays the caller's.</param>
    /// <param name="model">The shape model, which stays the caller's; null for the plain average.</param>
    /// <param name="detail">What the warped average lacks; null for the warped average alone.</param>
    /// <exception cref="AtlasMismatchException">The model was made in the space of another atlas.</exception>
    internal ShapeFaceGenerator(HeadAtlas atlas, StatisticalShapeModel? model, IFaceDetail? detail)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        using var scope = NewDisposeScope();
        (this.atlas, this.detail) = (atlas, detail);
        template = new FaceTemplate(atlas, model?.Face);
        sampler = template.ForPoints();
        box = template.OnBox().DetachFromDisposeScope();
        if (model is not null)
        {
            AtlasMismatchException.ThrowUnlessSame(atlas, box);
            shaper = new FaceShaper(model.Space, template, box);
        }
    }

    /// <inheritdoc/>
    internal override FaceDrawing Begin(Image scan, ScanIntensity intensity, FacePlace place, VoxelNoise noise,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        if (shaper is null)
        {
            return new Drawing(this, place, noise, field: null, begun: null);
        }

        var head = ObservedHead.Carry(scan, intensity, place);
        try
        {
            var byKeptPart = place.ByKeptPart
                ?? KeptPart.Pose(atlas, scan, place.Scan2Atlas, cancel) * place.Scan2Atlas.Inverse();
            var face = shaper.Draw(head, byKeptPart, noise, cancel);
            return new Drawing(this, place, noise, face.Field.DetachFromDisposeScope(), head)
                { Deviation = face.Deviation };
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        template.Dispose();
        shaper?.Dispose();
        box.Dispose();
    }

    /// <param name="generator">What draws.</param>
    /// <param name="place">Where.</param>
    /// <param name="noise">Chance.</param>
    /// <param name="field">The shape; null for the average's own.</param>
    /// <param name="begun">The first frame, if it was carried already: the face was decided on by it, and it is drawn
    /// first.</param>
    private sealed class Drawing(ShapeFaceGenerator generator, FacePlace place, VoxelNoise noise, Tensor? field,
        ObservedHead? begun) : FaceDrawing
    {
        private ObservedHead? carried = begun;

        public override IDrawnFace Draw(Image scan, ScanIntensity intensity, CancellationToken cancel)
        {
            using var scope = NewDisposeScope();
            using var head = carried ?? ObservedHead.Carry(scan, intensity, place);
            carried = null;
            var (contrast, shading) = MatchedHead.Fit(generator.template, generator.atlas, field, head);
            var scalp = EarScalp.Find(shading, head);
            var addend = (scalp?.Addend ?? shading.Addend) + TissueGrain.Draw(
                head.Intensity - shading.Lit, shading.Tissue, shading.Lit, noise);
            if (generator.detail is not null)
            {
                addend += generator.detail.Draw(shading.Shaded(), head);
            }

            var shift = field is null ? null : new ChannelSampler(field, FaceBox.WithSpacing(KeptShape.Spacing));
            (ChannelSampler, EarShape)? ears = scalp is null ? null
                : (new ChannelSampler(stack([scalp.Shift, scalp.Outward]), HeadSpace.Grid), EarShape.Draw(noise));
            return new WarpedFace(
                generator.sampler, shift, contrast, new ChannelSampler(stack([shading.Gain, addend]), HeadSpace.Grid),
                ears, Math.Cbrt(scan.Grid.VoxelVolume));
        }

        public override void Dispose()
        {
            field?.Dispose();
            carried?.Dispose();
        }
    }
}
