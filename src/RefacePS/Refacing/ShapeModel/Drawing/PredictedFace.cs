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
    public const double NearSkin = 12;
    private const double Back = 20;

    /// <summary>The least y (mm) of the skin that counts when a face is made unlike the predicted one.</summary>
    public const double SeenBack = 50;

    /// <summary>The share of the predicted face that every face has. Without, owners rank behind the middle, which
    /// tells of them too.</summary>
    private const double Left = 0.07;

    /// <summary>A standard deviation that moves the skin less than this (mm) is not seen: no face is bent far to hide
    /// what does not show.</summary>
    private const double Faint = 0.1;

    /// <summary>A face that was changed has another passage, so it is measured again.</summary>
    private const int Rounds = 2;

    private PredictedFace(Tensor coefficients) => Coefficients = coefficients.DetachFromDisposeScope();

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
    /// <param name="nearSkin">The farthest (mm) from the skin that kept nodes are asked.</param>
    public static PredictedFace Find(ShapeSpace space, AffineMatrix byKeptPart, Tensor mean, FaceBlend blend,
        Tensor skin, Tensor inView, double nearSkin = NearSkin)
    {
        using var scope = NewDisposeScope();
        var (points, surface) = AtSkin(mean, skin);
        var (y, depth) = (points.select(1, 1), blend.Depth.reshape(-1));
        var distance = surface[0].abs();
        var fromMean = (blend.Measured - mean).reshape(3, -1);

        var asked = Nodes((depth < -1) & (depth > -Beside) & (distance < nearSkin) & (y > Back) & HeadSpace.IsSet(
            inView, points) & EverySecond(mean.device));
        return new(Likeliest(
            Shifts(space, byKeptPart, points[asked]).reshape(space.Count, -1), fromMean.index_select(1, asked)
                .reshape(-1), Deviation));
    }

    /// <summary>
    /// A drawn face, changed as little as may be along the predicted one, so that what is seen of it in the end, with
    /// the passage to the kept anatomy, goes with the predicted face to a share that is small and the same for all:
    /// displacements of the skin along its normals.
    /// </summary>
    /// <param name="drawn">Coefficients in standard deviations, [K].</param>
    /// <param name="skin">Where it will be seen.</param>
    public Tensor Unlike(Tensor drawn, FaceSkin skin)
    {
        using var scope = NewDisposeScope();
        var shape = drawn;
        for (var round = 0; round < Rounds; round++)
        {
            shape = shape - (SeenShare(shape, skin) - Left) * Coefficients;
        }

        return shape.MoveToOuterDisposeScope();
    }

    /// <summary>The share to which what is seen of a face goes with the predicted one, as if its passage to the kept
    /// anatomy were not to change with it.</summary>
    private Tensor SeenShare(Tensor shape, FaceSkin skin)
    {
        using var scope = NewDisposeScope();
        var share = skin.Share(shape);
        var (predicted, visible) = (Coefficients.matmul(skin.Modes), skin.Visible(shape, share));
        var seen = skin.Front * (skin.Depth > 0);
        return OneThread.Run(() =>
        {
            var changed = (seen * share * predicted.square())
                .sum() + Faint * Faint * seen.sum() * Coefficients.square().sum();
            return ((seen * visible * predicted).sum() / changed).nan_to_num(0).MoveToOuterDisposeScope();
        });
    }

    /// <summary>The coefficients, normal by assumption, that are likeliest to have made displacements which were seen
    /// with some error.</summary>
    /// <param name="modes">Displacements (mm) that a standard deviation of each component makes, [K, N].</param>
    /// <param name="displacements">What was seen, mm, [N].</param>
    /// <param name="deviation">Standard deviation (mm) of the error.</param>
    internal static Tensor Likeliest(Tensor modes, Tensor displacements, double deviation) => OneThread.Run(() =>
    {
        using var scope = NewDisposeScope();
        var scaled = (modes / deviation).to(float64);
        return linalg.solve(Precision(scaled), scaled.matmul((displacements / deviation).to(float64))).to(float32)
            .MoveToOuterDisposeScope();
    });

    /// <summary>Weights of displacements in the likeliest coefficients, [K, N]: for many sets of the same
    /// nodes.</summary>
    /// <inheritdoc cref="Likeliest"/>
    internal static Tensor LikeliestOf(Tensor modes, double deviation) => OneThread.Run(() =>
    {
        using var scope = NewDisposeScope();
        var scaled = (modes / deviation).to(float64);
        return (linalg.solve(Precision(scaled), scaled) / deviation).to(float32).MoveToOuterDisposeScope();
    });

    private static Tensor Precision(Tensor scaled) =>
        scaled.matmul(scaled.t()) + eye(scaled.shape[0], dtype: float64, device: scaled.device);

    /// <summary>
    /// Movements of the field at points of the head by each component, mm, [K, 3, N]: against the shift of the average,
    /// to first order, as the field tells where points of the head lie in the average.
    /// </summary>
    public static Tensor Shifts(ShapeSpace space, AffineMatrix byKeptPart, Tensor points)
    {
        var grid = FaceBox.WithSpacing(FaceBox.NodeSpacing);
        var channels = space.Modes.reshape(-1, grid.Nz, grid.Ny, grid.Nx);
        return -Resampling.SampleWorld(channels, grid, Resampling.Transform(points, byKeptPart))
            .reshape(space.Count, 3, -1);
    }

    /// <summary>The nodes of the head, mm, [N, 3], and the skin of the mean face at each, [4, N].</summary>
    internal static (Tensor Points, Tensor Surface) AtSkin(Tensor mean, Tensor skin)
    {
        var points = Resampling.WorldPoints(FaceBox.WithSpacing(KeptShape.Spacing), mean.device);
        return (points, Resampling.SampleWorld(skin, FaceBox.Grid, points + mean.reshape(3, -1).t()));
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
    public void Dispose() => Coefficients.Dispose();
}
