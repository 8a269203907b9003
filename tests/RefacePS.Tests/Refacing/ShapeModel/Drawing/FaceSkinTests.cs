using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Fitting;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

/// <summary>A cut head, and a shape model that knows swellings of nose, chin and cheeks.</summary>
public sealed class FaceSkinTests : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private static readonly VoxelGrid Nodes = FaceBox.WithSpacing(FaceBox.NodeSpacing);

    private readonly ShapeSpace space;
    private readonly KeptShape kept;
    private readonly ObservedHead head = CutHead.Behind(65);

    public FaceSkinTests(AverageHead average)
    {
        using var scope = NewDisposeScope();
        space = new ShapeSpace(zeros(3, Nodes.Nz, Nodes.Ny, Nodes.Nx),
            stack([Swelling(1, 0, 90, -70), Swelling(1, 0, 70, -120), Swelling(2, 0, 80, -90)]));
        kept = new KeptShape(AtlasFace.Average(average.Atlas, CPU));
    }

    public void Dispose()
    {
        head.Dispose();
        kept.Dispose();
        space.Dispose();
    }

    [Fact]
    public void A_face_that_the_model_knows_is_one_and_a_swelling_that_it_does_not_know_is_none()
    {
        using var scope = NewDisposeScope();
        using var blend = new FaceBlend(Field(zeros(3)), head);
        using var skin = Skin(blend);
        var known = tensor(new[] { 2f, -1, 1 });

        Assert.Equal(0, skin.DeviationOf(zeros_like(blend.Measured)));
        Assert.InRange(skin.DeviationOf(Field(known)), 0.05, 0.6);
        Assert.True(skin.DeviationOf(Inverted(3 * Swelling(1, 45, 70, -100))) > 1);
    }

    [Fact]
    public void What_is_seen_of_a_face_is_told_before_it_is_drawn()
    {
        using var scope = NewDisposeScope();
        using var blend = new FaceBlend(Field(tensor(new[] { 1f, 0, -1 })), head);
        using var skin = Skin(blend);
        var drawn = tensor(new[] { -1f, 1, 0.5f });

        var told = skin.Deviation(skin.Visible(drawn, skin.Share(drawn)));

        Assert.InRange(told / skin.DeviationOf(blend.Blend(Field(drawn))), 0.8, 1.25);
    }

    [Fact]
    public void A_draw_that_would_be_no_face_is_drawn_again()
    {
        using var scope = NewDisposeScope();
        using var blend = new FaceBlend(Field(tensor(new[] { 4f, -3, 3 })), head);
        using var skin = Skin(blend);
        using var predicted = PredictedFace.Find(
            space, AffineMatrix.Identity, Field(zeros(3)), blend, kept.Skin, head.InView);
        var again = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var noise = new VoxelNoise((ulong)seed << 20);
            var first = predicted.Unlike(ShapeDraw.Coefficients(3, noise), skin);

            var shape = FaceShaper.Shapes(predicted, skin, noise).First();

            Assert.True(Told(shape) <= Math.Max(0.95, Told(first)));
            again += (shape - first).abs().max().ToDouble() == 0 ? 0 : 1;
            Assert.Equal(0, (shape - FaceShaper.Shapes(predicted, skin, noise).First()).abs().max().ToDouble());
        }

        Assert.InRange(again, 1, 19);

        double Told(Tensor shape) => skin.Deviation(skin.Visible(shape, skin.Share(shape)));
    }

    private FaceSkin Skin(FaceBlend blend) =>
        FaceSkin.Find(space, AffineMatrix.Identity, Field(zeros(3)), blend, kept.Skin, head.InView);

    private Tensor Field(Tensor coefficients) => Inverted(space.At(coefficients));

    private static Tensor Inverted(Tensor shift) =>
        FieldInversion.Invert(FaceBox.Respace(shift, FaceBox.NodeSpacing, KeptShape.Spacing), KeptShape.Spacing);

    /// <summary>A shift of 4 mm along one axis of all that lies near a point.</summary>
    private static Tensor Swelling(int axis, float x, float y, float z)
    {
        var far = (Resampling.WorldPoints(Nodes, CPU) - tensor(new[] { x, y, z })).square().sum([1]);
        var shift = zeros(3, far.shape[0]);
        shift[axis] = 4 * (-far / (2 * 30 * 30)).exp();
        return shift.reshape(3, Nodes.Nz, Nodes.Ny, Nodes.Nx);
    }
}
