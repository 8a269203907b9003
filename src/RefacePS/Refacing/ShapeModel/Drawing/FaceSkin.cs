using RefacePS.Compute;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// The skin of the mean face in a head, where the face was removed and beside it: how components move it, and where the
/// kept anatomy says that it is. Faces are told apart here before any is drawn, to first order. Owns its tensors.
/// </summary>
internal sealed class FaceSkin : IDisposable
{
    /// <summary>Half the thickness (mm) of the skin, how far it reaches beyond the border (mm), and its least
    /// y.</summary>
    private const double Thickness = 4;
    private const double Beside = 10;
    private const double Back = 20;

    /// <summary>The distance (mm) of skin from what a shape model can say, for a node that stands for itself.</summary>
    private const double Unsaid = 3;

    /// <summary>
    /// The coefficients (standard deviations, length of the vector) and the rest (mm, root mean square) up to which a
    /// surface is a face. Those of 33 intact heads without a dental artefact have 4.7 to 10.8 and 0.4 to 0.9 mm, but
    /// for one with 1.05 mm.
    /// </summary>
    private const double Farthest = 12;
    private const double MostUnsaid = 1.05;

    private readonly Tensor nodes;
    private readonly Tensor shifts;
    private readonly Tensor fit;
    private readonly Tensor keptShift;

    private FaceSkin(Tensor nodes, Tensor depth, Tensor normals, Tensor shifts, Tensor keptShift, Tensor front)
    {
        this.nodes = nodes.DetachFromDisposeScope();
        this.shifts = shifts.DetachFromDisposeScope();
        this.keptShift = keptShift.DetachFromDisposeScope();
        Depth = depth.DetachFromDisposeScope();
        Normals = normals.DetachFromDisposeScope();
        Modes = Along(shifts).DetachFromDisposeScope();
        Kept = Along(keptShift).DetachFromDisposeScope();
        Front = front.DetachFromDisposeScope();
        fit = PredictedFace.LikeliestOf(Modes, Unsaid).DetachFromDisposeScope();
    }

    /// <summary>Distance (mm) of the nodes from the border, positive where the face was removed, [N].</summary>
    public Tensor Depth { get; }

    /// <summary>Displacements along the normals, mm, that a standard deviation of each component makes, [K,
    /// N].</summary>
    public Tensor Modes { get; }

    /// <summary>Displacements along the normals, mm, that the kept anatomy says, [N].</summary>
    public Tensor Kept { get; }

    /// <summary>1 for the nodes at the front, else 0, [N].</summary>
    public Tensor Front { get; }

    private Tensor Normals { get; }

    /// <summary>Finds the skin.</summary>
    /// <param name="space">How faces differ.</param>
    /// <param name="byKeptPart">From atlas space to where shapes are in place.</param>
    /// <param name="mean">The field of the mean shape in this head, mm, [3, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>.</param>
    /// <param name="blend">The border, and what the kept anatomy says.</param>
    /// <param name="skin">Signed distance (mm) to the skin of the average and its gradient, [4, Nz, Ny, Nx] at
    /// <see cref="FaceBox.Spacing"/>.</param>
    /// <param name="inView">Where the scan has voxels (bool), in <see cref="HeadSpace"/>.</param>
    public static FaceSkin Find(
        ShapeSpace space, AffineMatrix byKeptPart, Tensor mean, FaceBlend blend, Tensor skin, Tensor inView)
    {
        using var scope = NewDisposeScope();
        var (points, surface) = PredictedFace.AtSkin(mean, skin);
        var (y, depth) = (points.select(1, 1), blend.Depth.reshape(-1));
        var nodes = ((surface[0].abs() < Thickness) & (depth > -Beside) & (y > Back) & HeadSpace.IsSet(inView, points))
            .nonzero().reshape(-1);
        var gradient = surface.narrow(0, 1, 3).index_select(1, nodes);
        return new(
            nodes, depth.index_select(0, nodes), gradient / (gradient.norm(0, keepdim: true) + 1e-3),
            PredictedFace.Shifts(space, byKeptPart, points.index_select(0, nodes)),
            (blend.Measured - mean).reshape(3, -1).index_select(1, nodes),
            (y.index_select(0, nodes) > PredictedFace.SeenBack).to(float32));
    }

    /// <summary>The share that a face of its own has of each node, [N], as <see cref="FaceBlend.Share"/> will have
    /// it.</summary>
    /// <param name="coefficients">The face, in standard deviations, [K].</param>
    public Tensor Share(Tensor coefficients)
    {
        using var scope = NewDisposeScope();
        var own = coefficients.matmul(shifts.reshape(shifts.shape[0], -1)).reshape(3, -1);
        return FaceBlend.ShareOf(Depth, (own - keptShift).norm(0)).MoveToOuterDisposeScope();
    }

    /// <summary>Displacements along the normals, mm, [N], of a face of its own that passes into the kept
    /// anatomy.</summary>
    /// <param name="coefficients">The face, in standard deviations, [K].</param>
    /// <param name="share">Its share of each node.</param>
    public Tensor Visible(Tensor coefficients, Tensor share)
    {
        using var scope = NewDisposeScope();
        return (share * coefficients.matmul(Modes) + (1 - share) * Kept).MoveToOuterDisposeScope();
    }

    /// <summary>Distance of a surface from the faces that the shape model has learned, 0 for the mean face, at most 1
    /// for a face.</summary>
    /// <param name="displacements">Where it lies against the mean face, along the normals, mm, [N].</param>
    public double Deviation(Tensor displacements) => OneThread.Run(() =>
    {
        using var scope = NewDisposeScope();
        var coefficients = fit.matmul(displacements);
        var unsaid = (displacements - coefficients.matmul(Modes)).square().mean().sqrt().ToDouble();
        return Math.Max(coefficients.norm().ToDouble() / Farthest, unsaid / MostUnsaid);
    });

    /// <summary>The same for a field.</summary>
    /// <param name="field">Where points of the head lie in the average less where the mean shape has them, mm,
    /// [3, Nz, Ny, Nx] at <see cref="KeptShape.Spacing"/>.</param>
    public double DeviationOf(Tensor field)
    {
        using var scope = NewDisposeScope();
        return Deviation(Along(field.reshape(3, -1).index_select(1, nodes)));
    }

    private Tensor Along(Tensor displacements) => (displacements * Normals).sum([-2]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in new[] { nodes, Depth, Normals, shifts, Modes, keptShift, Kept, Front, fit })
        {
            part.Dispose();
        }
    }
}
