using RefacePS.Atlases;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Fitting;

/// <summary>The face of the head atlas, which a shape training begins with.</summary>
internal static class AtlasFace
{
    /// <summary>The average head of an atlas on the <see cref="FaceBox"/>: air 0, brain 0.4.</summary>
    public static Tensor Average(HeadAtlas atlas, Device device)
    {
        using var scope = NewDisposeScope();
        using var template = new FaceTemplate(atlas, face: null);
        return template.OnBox().to(device).MoveToOuterDisposeScope();
    }
}
