using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Shapes;

/// <summary>
/// Keeps a drawn nose inside the field of view: where its tip would be cut off, the front of the face is drawn less deep, so that a nose is
/// short and not a stump.
/// </summary>
internal static class FieldOfView
{
    /// <summary>Air (mm) that a tip shall have before it.</summary>
    private const double Margin = 4;

    /// <summary>Depth (mm) over which the face gives way.</summary>
    private const double Depth = 45;

    /// <summary>A face that lacks more (mm) than this is cut off all the same.</summary>
    private const double Most = 20;

    /// <summary>Where noses are looked for: mm from the mid-sagittal plane, and between two heights.</summary>
    private const double HalfWidth = 18;
    private const double Low = -110;
    private const double High = -30;

    /// <summary>Above this height (mm) nothing gives way; over the next 20 mm below it does more and more.</summary>
    private const double Brow = -12;
    private const double Passage = 20;

    /// <summary>Intensity from which the template is tissue.</summary>
    private const double Tissue = 0.12;

    /// <summary>The field, changed where it has to be.</summary>
    /// <param name="field">Where points of the head lie in the template, mm, [3, Nz, Ny, Nx].</param>
    /// <param name="spacing">Its voxel size, mm.</param>
    /// <param name="template">The template.</param>
    /// <param name="inView">Where the scan has voxels (bool), in <see cref="HeadSpace"/>.</param>
    public static Tensor Fit(Tensor field, double spacing, FaceTemplate template, Tensor inView)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(FaceBox.WithSpacing(spacing), field.device);
        var (x, y, z) = (points.select(1, 0), points.select(1, 1), points.select(1, 2));
        var nose = (x.abs() < HalfWidth) & (z > Low) & (z < High);
        var seen = Resampling.SampleWorld(inView.to(float32).unsqueeze(0), HeadSpace.Grid, points)[0] > 0.5;
        var unseen = nose & ~seen & (y > HalfWidth);
        var tissue = nose & (template.At(points + field.reshape(3, -1).t()) > Tissue);
        if (!unseen.any().ToBoolean() || !tissue.any().ToBoolean())
        {
            return field.alias().MoveToOuterDisposeScope();
        }

        var front = y[unseen].min().ToDouble() - spacing;
        var lacking = Math.Min(Most, y[tissue].max().ToDouble() + Margin - front);
        if (lacking <= 0)
        {
            return field.alias().MoveToOuterDisposeScope();
        }

        var share = ((y - (front - Depth)) / Depth).clamp_(0, 1).square() * ((Brow - z) / Passage).clamp_(0, 1);
        var fitted = field.clone();
        fitted[1] += (lacking * share).reshape(field[1].shape);
        return fitted.MoveToOuterDisposeScope();
    }
}
