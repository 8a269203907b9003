using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>A template warped into a head and brought to its intensities, in <see cref="HeadSpace"/>.</summary>
/// <param name="Contrast">From the template's intensity to the scan's.</param>
/// <param name="Shading">What makes it meet the kept tissue.</param>
internal sealed record MatchedHead(ContrastMatch Contrast, FaceShading Shading)
{
    /// <summary>Matches a template; the tensors belong to the scope that is open.</summary>
    /// <param name="template">The template.</param>
    /// <param name="atlas">Says where brain is.</param>
    /// <param name="field">Where points of the head lie in the template: shifts, mm, [3, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>; or null.</param>
    /// <param name="head">The scan.</param>
    public static MatchedHead Fit(FaceTemplate template, HeadAtlas atlas, Tensor? field, ObservedHead head)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(HeadSpace.Grid, head.Intensity.device);
        var cavity = atlas.Zones.At(points).Cavity;
        var shifted = field is null ? points
            : points + Resampling.SampleWorld(field, FaceBox.WithSpacing(KeptShape.Spacing), points).t();
        var warped = template.At(shifted);
        var contrast = ContrastMatch.Fit(warped, head.Intensity.reshape(-1), head.Kept.reshape(-1), cavity);
        var shading = FaceShading.Fit(contrast.At(warped).reshape(head.Intensity.shape), head);
        foreach (var part in new[] { shading.Gain, shading.Addend, shading.Lit, shading.Tissue })
        {
            part.MoveToOuterDisposeScope();
        }

        return new MatchedHead(contrast, shading);
    }
}
