using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Fitting;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

/// <summary>A cut head whose kept part goes with one face of a made-up shape model.</summary>
public sealed class PredictedFaceTests : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private static readonly VoxelGrid Nodes = FaceBox.WithSpacing(FaceBox.NodeSpacing);
    private static readonly VoxelGrid Fields = FaceBox.WithSpacing(KeptShape.Spacing);

    private readonly ShapeSpace space;
    private readonly KeptShape kept;
    private readonly Tensor owner;
    private readonly ObservedHead head;
    private readonly FaceBlend blend;
    private readonly PredictedFace predicted;
    private readonly FaceSkin skin;

    public PredictedFaceTests(AverageHead average)
    {
        using var scope = NewDisposeScope();
        space = new ShapeSpace(zeros(3, Nodes.Nz, Nodes.Ny, Nodes.Nx),
            stack([Swelling(1, 90, -70), Swelling(1, 70, -120), Swelling(2, 80, -90)]));
        kept = new KeptShape(AtlasFace.Average(average.Atlas, CPU));
        owner = tensor(new[] { 1.2f, -0.9f, 0.7f }).DetachFromDisposeScope();
        head = CutHead.Behind(65);
        blend = new FaceBlend(Field(owner), head);
        var mean = Field(zeros(3));
        predicted = PredictedFace.Find(space, AffineMatrix.Identity, mean, blend, kept.Skin, head.InView);
        skin = FaceSkin.Find(space, AffineMatrix.Identity, mean, blend, kept.Skin, head.InView);
    }

    public void Dispose()
    {
        skin.Dispose();
        predicted.Dispose();
        blend.Dispose();
        head.Dispose();
        owner.Dispose();
        kept.Dispose();
        space.Dispose();
    }

    [Fact]
    public void The_kept_part_predicts_the_face_that_goes_with_it()
    {
        using var scope = NewDisposeScope();

        Assert.True(nn.functional.cosine_similarity(predicted.Coefficients, owner, dim: 0).ToDouble() > 0.95);
    }

    [Theory]
    [InlineData(1.2f, -0.9f, 0.7f)]
    [InlineData(1, -0.2f, -0.3f)]
    public void Whatever_was_drawn_what_is_seen_goes_with_the_owner_to_the_same_small_share(
        float first, float second, float third)
    {
        using var scope = NewDisposeScope();
        var drawn = tensor(new[] { first, second, third });

        var unlike = predicted.Unlike(drawn, skin);

        Assert.InRange(ShareOfOwner(unlike), 0.04, 0.09);
        Assert.NotInRange(ShareOfOwner(drawn), 0.04, 0.09);
        Assert.InRange(ShareOfOwner(owner), 0.95, 1.05);
    }

    /// <summary>The passage to the kept anatomy leaves the mean face about that share.</summary>
    [Fact]
    public void The_mean_face_goes_with_the_owner_to_that_share_too()
    {
        using var scope = NewDisposeScope();

        Assert.InRange(ShareOfOwner(predicted.Unlike(zeros(3), skin)), 0.04, 0.09);
    }

    [Fact]
    public void The_likeliest_coefficients_are_found_in_noise_and_lie_nearer_to_the_mean_the_less_was_seen()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (modes, truth) = (randn(4, 2000), tensor(new[] { 1.5f, -1, 0.5f, 0 }));
        var seen = truth.matmul(modes) + 0.5 * randn(2000);

        Assert.InRange((PredictedFace.Likeliest(modes, seen, 0.5) - truth).abs().max().ToDouble(), 0, 0.05);
        Assert.InRange(PredictedFace.Likeliest(modes, seen, 500).abs().max().ToDouble(), 0, 0.05);
    }

    [Fact]
    public void A_head_that_predicts_nothing_gets_the_drawn_face()
    {
        using var scope = NewDisposeScope();
        var mean = Field(zeros(3));
        using var average = new FaceBlend(mean, head);
        using var nobody = PredictedFace.Find(space, AffineMatrix.Identity, mean, average, kept.Skin, head.InView);
        using var meanSkin = FaceSkin.Find(
            space, AffineMatrix.Identity, mean, average, kept.Skin, head.InView);
        var drawn = tensor(new[] { 0.5f, 1, -1 });

        Assert.Equal(0, (nobody.Unlike(drawn, meanSkin) - drawn).abs().max().ToDouble());
    }

    private Tensor Field(Tensor coefficients) =>
        FieldInversion.Invert(FaceBox.Respace(space.At(coefficients), FaceBox.NodeSpacing, KeptShape.Spacing),
            KeptShape.Spacing);

    /// <summary>The share of the owner's face in a face, blended to the head: how both stand out from the average, over
    /// the skin that was removed.</summary>
    private double ShareOfOwner(Tensor coefficients)
    {
        var distance = FaceBox.Respace(kept.Skin, FaceBox.Spacing, KeptShape.Spacing);
        var removedSkin = (blend.Depth[0] > 0) & (distance[0].abs() < 4);
        var (seen, own) = (OutOfSkin(blend.Blend(Field(coefficients))), OutOfSkin(Field(owner)));
        return ((seen * own)[removedSkin].sum() / own[removedSkin].square().sum()).ToDouble();

        Tensor OutOfSkin(Tensor field) => (field * distance.narrow(0, 1, 3)).sum([0]);
    }

    /// <summary>A shift of 4 mm along one axis of all that lies near a point of the midline, kept anatomy
    /// too.</summary>
    private static Tensor Swelling(int axis, float y, float z)
    {
        var far = (Resampling.WorldPoints(Nodes, CPU) - tensor(new[] { 0f, y, z })).square().sum([1]);
        var shift = zeros(3, far.shape[0]);
        shift[axis] = 4 * (-far / (2 * 45 * 45)).exp();
        return shift.reshape(3, Nodes.Nz, Nodes.Ny, Nodes.Nx);
    }
}
