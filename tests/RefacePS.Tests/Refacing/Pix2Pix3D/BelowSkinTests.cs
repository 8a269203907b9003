using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix3D;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Refacing.ShapeModel;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Pix2Pix3D;

public sealed class BelowSkinTests(AverageHead head) : NetworkTest, IClassFixture<AverageHead>
{
    [Fact]
    public void Air_and_skin_count_nothing_and_what_lies_deep_or_beside_an_airway_counts_whole()
    {
        using var scope = NewDisposeScope();
        var block = zeros(30, 30, 30);
        block[TensorIndex.Slice(4, 26), TensorIndex.Slice(4, null), TensorIndex.Slice(null, 26)] = 0.3;
        block[TensorIndex.Slice(13, 17), TensorIndex.Slice(13, null), TensorIndex.Slice(8, 12)] = 0;

        var share = BelowSkin.Share(block);

        float At(int slice, int row, int column) => share[slice, row, column].item<float>();
        Assert.All(new[] { At(3, 15, 15), At(26, 15, 15), At(15, 3, 15), At(15, 15, 26), At(4, 15, 15), At(25, 15, 15),
            At(15, 4, 15), At(15, 15, 25) }, value => Assert.Equal(0, value));
        Assert.Equal([0.25f, 0.5f, 0.75f, 1], Enumerable.Range(0, 4).Select(depth => At(15, 15, 24 - depth)));
        Assert.All(new[] { At(12, 15, 10), At(15, 15, 10), At(15, 29, 2), At(15, 15, 0) }, value =>
            Assert.Equal(1, value));
    }

    [Fact]
    public void A_network_that_changes_everything_leaves_the_skin_of_the_face_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var sample = FaceSample.Open(AverageHeadPairs.Make(head.Atlas)[0], CPU);
        using var kept = ObservedHead.Of(sample, removed: null);
        using var network = new UnetGenerator(new UnetOptions(Depth: 4, Filters: 2, Dimensions: 3));

        var detail = new FaceRefiner(network).Draw(kept.Intensity, kept);

        var share = BelowSkin.Share(kept.Intensity);
        Assert.Equal(0, detail[share == 0].abs().max().item<float>());
        Assert.True(detail[share == 1].abs().mean().item<float>() > 1e-3);
    }
}
