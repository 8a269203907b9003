using RefacePS.Compute;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// The face that the kept anatomy predicts: the likeliest coefficients of a shape model, given how the head differs
/// from the average beside what was removed (Blanz, Mehl, Vetter and Seidel, "A statistical method for robust 3D
/// surface reconstruction from sparse data", 3DPVT 2004). Nearly half of all owners are found by it, so a face that
/// meets the kept anatomy at the border tells of its owner too; <see cref="Unlike"/> makes up for that. Owns its
/// tensors.
/// </summary>
internal sealed class PredictedFace : IDisposable
{
    /// <summary>The distance (mm) of a measured shift from what a shape model can say, for a node that stands for
    /// itself: neighbours go together.</summary>
    private const double Deviation = 7;

    /// <summary>Every so many nodes along each axis are asked.</summary>
    private const int Stride = 2;

    /// <summary>The farthest (mm) from the border and from the skin that kept nodes are asked, and the least y: the
    /// face goes with what is beside it.</summary>
    private const double Beside = 30;
    private const double NearSkin = 12;
    private const double Back = 20;

    /// <summary>Half the thickness (mm) of the skin, and the least y of it that is seen.</summary>
    private const double Skin = 4;
    private const double SeenBack = 50;

    /// <summary>A standard deviation that moves the skin less than this (mm) is not seen: no face is bent far to hide
    /// what does not show.</summary>
    private const double Faint = 0.1;

    // Of the skin that is seen: its nodes, [N], and displacements along its normals, mm, that a standard deviation of
    // each component makes, [K, N], and that the kept anatomy says, [N].
    private readonly Tensor seen;
    private readonly Tensor modes;
    private readonly Tensor kept;

    private PredictedFace(Tensor coefficients, Tensor seen, Tensor modes, Tensor kept)
    {
        Coefficients = coefficients.DetachFromDisposeScope();
        this.seen = seen.DetachFromDisposeScope();
        this.modes = modes.DetachFromDisposeScope();
        this.kept = kept.DetachFromDisposeScope();
    }

    /// <summary>The coefficients in standard deviations, [K].</summary>
    public Tensor Coefficients { get; }

    /// <summary>Predicts a face.</summary>
    /// <param name="space">How faces differ.</param>
    /// <param name="byKeptPart">From atlas space to where shapes are in place.</param>
    /// <param name="mean">The field of the mean shape in this head, mm, [3, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>.</param>
    /// <param name="blend">The border, and what the kept anatomy says.</param>
    /// <param name="skin">Signed distance (mm) to the skin of the average and its gradient, [4, Nz, Ny, Nx] at
    /// <see cref="FaceBox.Spacing"/>.</param>
    /// <param name="inView">Where the scan has voxels (bool), in <see cref="HeadSpace"/>.</param>
    public static PredictedFace Find(ShapeSpace space, AffineMatrix byKeptPart, Tensor mean, FaceBlend blend,
        Tensor skin,
        Tensor inView)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(FaceBox.WithSpacing(KeptShape.Spacing), mean.device);
        var (y, depth) = (points.select(1, 1), blend.Depth.reshape(-1));
        var surface = Resampling.SampleWorld(skin, FaceBox.Grid, points + mean.reshape(3, -1).t());
        var distance = surface[0].abs();
        var fromMean = (blend.Measured - mean).reshape(3, -1);

        var asked = Nodes((depth < -1) & (depth > -Beside) & (distance < NearSkin) & (y > Back) & HeadSpace.IsSet(
            inView, points) & EverySecond(mean.device));
        var coefficients = Likeliest(
            Modes(space, byKeptPart, points[asked]).reshape(space.Count, -1), fromMean.index_select(1, asked)
                .reshape(-1), Deviation);

        var seen = Nodes((depth > 0) & (distance < Skin) & (y > SeenBack));
        var gradient = surface.narrow(0, 1, 3).index_select(1, seen);
        var normals = gradient / (gradient.norm(0, keepdim: true) + 1e-3);
        return new(coefficients, seen, Along(Modes(space, byKeptPart, points[seen])),
            Along(fromMean.index_select(1, seen)));

        Tensor Along(Tensor displacements) => (displacements * normals).sum([-2]);
    }

    /// <summary>
    /// A drawn face, changed as little as may be along the predicted one, so that what is seen of it in the end, with
    /// the passage to the kept anatomy, is no more like the predicted face than like its opposite: displacements of the
    /// skin along its normals do not correlate.
    /// </summary>
    /// <param name="drawn">Coefficients in standard deviations, [K].</param>
    /// <param name="share">The share that the drawn face has of each node, [1, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>.</param>
    public Tensor Unlike(Tensor drawn, Tensor share)
    {
        using var scope = NewDisposeScope();
        var own = share.reshape(-1).index_select(0, seen);
        var predicted = Coefficients.matmul(modes);
        var visible = own * drawn.matmul(modes) + (1 - own) * kept;
        var part = OneThread.Run(() =>
        {
            var changed = (own * predicted.square())
                .sum() + Faint * Faint * seen.shape[0] * Coefficients.square().sum();
            return ((visible * predicted).sum() / changed).nan_to_num(0);
        });
        return (drawn - part * Coefficients).MoveToOuterDisposeScope();
    }

    /// <summary>The coefficients, normal by assumption, that are likeliest to have made displacements which were seen
    /// with some error.</summary>
    /// <param name="modes">Displacements (mm) that a standard deviation of each component makes, [K, N].</param>
    /// <param name="displacements">What was seen, mm, [N].</param>
    /// <param name="deviation">Standard deviation (mm) of the error.</param>
    internal static Tensor Likeliest(Tensor modes, Tensor displacements, double deviation) =>
        OneThread.Run(() => LikeliestOnOne(modes, displacements, deviation));

    private static Tensor LikeliestOnOne(Tensor modes, Tensor displacements, double deviation)
    {
        using var scope = NewDisposeScope();
        var scaled = (modes / deviation).to(float64);
        var precision = scaled.matmul(scaled.t()) + eye(scaled.shape[0], dtype: float64, device: modes.device);
        return linalg.solve(precision, scaled.matmul((displacements / deviation).to(float64))).to(float32)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Movements of the field at points of the head by each component, mm, [K, 3, N]: against the shift of the average,
    /// to first order, as the field tells where points of the head lie in the average.
    /// </summary>
    private static Tensor Modes(ShapeSpace space, AffineMatrix byKeptPart, Tensor points)
    {
        var grid = FaceBox.WithSpacing(FaceBox.NodeSpacing);
        var channels = space.Modes.reshape(-1, grid.Nz, grid.Ny, grid.Nx);
        return -Resampling.SampleWorld(channels, grid, Resampling.Transform(points, byKeptPart))
            .reshape(space.Count, 3, -1);
    }

    private static Tensor EverySecond(Device device)
    {
        var grid = FaceBox.WithSpacing(KeptShape.Spacing);
        var marked = zeros(grid.Nz, grid.Ny, grid.Nx, dtype: ScalarType.Bool, device: device);
        marked[TensorIndex.Slice(step: Stride), TensorIndex.Slice(step: Stride), TensorIndex.Slice(step: Stride)] =
            true;
        return marked.reshape(-1);
    }

    private static Tensor Nodes(Tensor marked) => marked.nonzero().reshape(-1);

    /// <inheritdoc/>
    public void Dispose()
    {
        Coefficients.Dispose();
        seen.Dispose();
        modes.Dispose();
        kept.Dispose();
    }
}
