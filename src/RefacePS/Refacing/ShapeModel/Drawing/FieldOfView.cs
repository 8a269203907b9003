using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// Keeps a drawn nose inside the field of view: where the tip would be cut off it draws the front of the face less
/// deep, so that a nose is short and not a stump. Owns its tensors.
/// </summary>
internal sealed class FieldOfView : IDisposable
{
    /// <summary>Air (mm) that a tip shall have before it.</summary>
    private const double Margin = 4;

    /// <summary>Depth (mm) over which the face gives way.</summary>
    private const double Depth = 45;

    /// <summary>A face that lacks more (mm) than this is cut off all the same.</summary>
    private const double Most = 20;

    /// <summary>The place of noses: mm from the mid-sagittal plane, the least y, and between two heights.</summary>
    private const double HalfWidth = 18;
    private const double Back = 80;
    private const double Low = -110;
    private const double High = -30;

    /// <summary>Above this height (mm) nothing gives way; over the next 20 mm below it does more and more.</summary>
    private const double Brow = -12;
    private const double Passage = 20;

    /// <summary>The front of a view recedes by no more than this, mm in each mm of height; a floor by more.</summary>
    private const double MostSlope = 1;

    /// <summary>Rows over which that is measured: where a view ends is known to a voxel.</summary>
    private const int Rise = 2;

    /// <summary>Intensity from which the template is tissue.</summary>
    private const double Tissue = 0.12;

    private readonly FaceTemplate template;
    private readonly VoxelGrid grid = FaceBox.WithSpacing(KeptShape.Spacing);
    private readonly Tensor points;
    private readonly Tensor zone;

    /// <summary>Finds where the nose of a template may be.</summary>
    /// <param name="template">The template; stays the caller's.</param>
    /// <param name="device">Where to compute.</param>
    public FieldOfView(FaceTemplate template, Device device)
    {
        using var scope = NewDisposeScope();
        this.template = template;
        points = Resampling.WorldPoints(grid, device).DetachFromDisposeScope();
        var (x, y, z) = (points.select(1, 0), points.select(1, 1), points.select(1, 2));
        zone = ((x.abs() < HalfWidth) & (y > Back) & (z > Low) & (z < High)).DetachFromDisposeScope();
    }

    /// <summary>The field, changed where it has to be.</summary>
    /// <param name="field">Where points of the head lie in the template, mm, [3, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>.</param>
    /// <param name="inView">Where the scan has voxels (bool), in <see cref="HeadSpace"/>.</param>
    public Tensor Fit(Tensor field, Tensor inView)
    {
        using var scope = NewDisposeScope();
        var (y, z) = (points.select(1, 1), points.select(1, 2));
        var tip = Foremost(y, zone & (template.At(points + field.reshape(3, -1).t()) > Tissue));
        var limit = Foremost(y, zone & HeadSpace.IsSet(inView, points));

        // Where the view reaches the end of the box, it reaches beyond any nose.
        var lacks = where(tip.isfinite() & EndsInFront(limit) & (limit < y.max()), tip + Margin - limit,
            double.NegativeInfinity);
        var most = Math.Min(Most, lacks.max().ToDouble());
        if (most <= 0)
        {
            return field.alias().MoveToOuterDisposeScope();
        }

        var front = limit[lacks.argmax()].ToDouble();
        var share = ((y - (front - Depth)) / Depth).clamp_(0, 1).square() * ((Brow - z) / Passage).clamp_(0, 1);
        var fitted = field.clone();
        fitted[1] += (most * share).reshape(field[1].shape);
        return fitted.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// True for the lines that leave the view by its front. Those that leave it by its floor, which is oblique where a
    /// head was bowed or the slices were tilted, end the sooner the lower they are: a face is cut off there like that
    /// of any scan, and need not be less deep.
    /// </summary>
    private Tensor EndsInFront(Tensor limit)
    {
        var rows = limit.reshape(grid.Nz, grid.Ny);
        var above = cat([rows.narrow(1, Rise, grid.Ny - Rise), rows.narrow(1, grid.Ny - Rise, Rise)], 1);
        return (rows.isfinite() & (above - rows <= MostSlope * Rise * KeptShape.Spacing)).reshape(-1);
    }

    /// <summary>The greatest y of the marked points of each line from the back to the front, without any minus
    /// infinity.</summary>
    private Tensor Foremost(Tensor y, Tensor marked) => where(marked, y, double.NegativeInfinity).reshape(-1, grid.Nx)
        .amax([-1]);

    /// <inheritdoc/>
    public void Dispose()
    {
        points.Dispose();
        zone.Dispose();
    }
}
