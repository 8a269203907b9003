using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Likeness;

/// <summary>Distances of the true faces of heads from those of a shape model, by the measure that drawn faces
/// have.</summary>
internal sealed class TrueFaces : IDisposable
{
    private readonly HeadAtlas atlas;
    private readonly StatisticalShapeModel model;
    private readonly FaceTemplate template;
    private readonly Tensor box;
    private readonly KeptShape shape;
    private readonly Tensor mean;

    /// <summary>Prepares to measure.</summary>
    public TrueFaces(HeadAtlas atlas, RefaceModel model)
    {
        using var scope = NewDisposeScope();
        (this.atlas, this.model) = (atlas, ShapeModelFile.Load(model));
        template = new FaceTemplate(atlas, this.model.Face);
        box = template.OnBox().DetachFromDisposeScope();
        shape = new KeptShape(box);
        mean = FieldInversion.Invert(FaceBox.Respace(
            this.model.Space.Mean, FaceBox.NodeSpacing, KeptShape.Spacing), KeptShape.Spacing).DetachFromDisposeScope();
    }

    /// <summary>The deviation of a face.</summary>
    /// <param name="original">The head with it.</param>
    /// <param name="defaced">The head without.</param>
    public double Deviation(Volume original, Volume defaced)
    {
        using var scope = NewDisposeScope();
        var (scan2Atlas, removed) = (defaced.Transform!.Value, defaced.FaceMask!);
        using var scan = Image.FromVolume(original, CPU);
        var intensity = ScanIntensity.Measure(scan, atlas, scan2Atlas, removed);
        using var without = ObservedHead.Carry(scan, intensity, new FacePlace(removed, scan2Atlas, IsForeign: false));
        var nothing = new Mask(removed.Grid, new byte[removed.Voxels.Length]);
        using var whole = ObservedHead.Carry(scan, intensity, new FacePlace(nothing, scan2Atlas, IsForeign: false));
        var field = shape.Measure(whole, default);
        var byKeptPart = KeptPart.Pose(atlas, scan, scan2Atlas, default) * scan2Atlas.Inverse();
        var here = FieldInversion.Follow(byKeptPart, mean, KeptShape.Spacing);
        using var blend = new FaceBlend(field, without);
        using var skin = FaceSkin.Find(model.Space, byKeptPart, here, blend, shape.Skin, without.InView);
        return skin.DeviationOf(field - here);
    }

    public void Dispose()
    {
        mean.Dispose();
        shape.Dispose();
        box.Dispose();
        template.Dispose();
        model.Dispose();
    }
}
