using RefacePS.Defacing;
using RefacePS.Refacing;
using RefacePS.Refacing.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Shapes;

/// <summary>What holds for any shape model; here that of a made-up nose and chin.</summary>
public sealed class ShapeFaceGeneratorTests : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private readonly AverageHead head;
    private readonly ShapeModel model;
    private readonly ShapeFaceGenerator generator;

    public ShapeFaceGeneratorTests(AverageHead head)
    {
        this.head = head;
        model = MadeUpShapes.Create(head.Atlas);
        generator = new ShapeFaceGenerator(head.Atlas, model);
    }

    public void Dispose()
    {
        generator.Dispose();
        model.Dispose();
    }

    [Fact]
    public void Kept_voxels_stay_and_a_seed_gives_the_same_face_every_time()
    {
        var defaced = Defaced(v => 250 * v);

        var refaced = Refacer().Reface(defaced);

        KeptVoxels.AssertEqual(defaced, refaced);
        Assert.True(KeptVoxels.Removed(refaced).Distinct().Count() > 50);
        Assert.True(refaced.Voxels.Span.SequenceEqual(Refacer().Reface(defaced).Voxels.Span));
        Assert.False(refaced.Voxels.Span.SequenceEqual(Refacer(seed: 1).Reface(defaced).Voxels.Span));
    }

    [Fact]
    public void What_stands_in_the_removed_voxels_plays_no_part()
    {
        var defaced = Defaced(v => 250 * v);
        var other = defaced.Voxels.ToArray();
        for (var voxel = 0; voxel < other.Length; voxel++)
        {
            other[voxel] = defaced.FaceMask!.Voxels.Span[voxel] == 0 ? other[voxel] : (byte)0;
        }

        Assert.True(Refacer().Reface(defaced).Voxels.Span.SequenceEqual(Refacer().Reface(defaced.WithVoxels(other)).Voxels.Span));
    }

    [Theory]
    [InlineData(250, 0)]
    [InlineData(-150, 200)]
    public void The_average_comes_back_nearly_as_it_was_in_its_own_contrast_and_in_another(float slope, float air)
    {
        var scan = Scan(v => v < 0.015 ? 0 : air + slope * v);
        var defaced = new Defacer(head.Atlas, CPU).Deface(scan);

        var refaced = new Refacer(head.Atlas, new ShapeFaceGenerator(head.Atlas, model: null), "average 0", CPU).Reface(defaced);

        var (truth, made, mask) = (scan.Voxels.ToArray(), refaced.Voxels.ToArray(), defaced.FaceMask!.Voxels.ToArray());
        var errors = Enumerable.Range(0, mask.Length).Where(voxel => mask[voxel] != 0).Select(voxel => Math.Abs(truth[voxel] - made[voxel])).ToArray();
        Assert.InRange(errors.Average(), 0, 12);
    }

    [Fact]
    public void Frames_of_one_volume_get_one_face()
    {
        var defaced = Defaced(v => 250 * v);
        var twice = new Volume(defaced.Grid, defaced.VoxelType, (byte[])[.. defaced.Voxels.Span, .. defaced.Voxels.Span], 2)
        {
            FaceMask = defaced.FaceMask,
            Transform = defaced.Transform,
        };

        var refaced = Refacer().Reface(twice).Voxels;

        Assert.True(refaced.Span[..(refaced.Length / 2)].SequenceEqual(refaced.Span[(refaced.Length / 2)..]));
    }

    [Fact]
    public void Without_a_mask_the_blanked_face_is_found()
    {
        var defaced = Defaced(v => 250 * v);
        var foreign = new Volume(defaced.Grid, defaced.VoxelType, defaced.Voxels);

        KeptVoxels.AssertEqual(foreign, Refacer().Reface(foreign));
    }

    [Fact]
    public void A_model_of_another_space_is_refused()
    {
        using var elsewhere = new ShapeModel(model.Face.flip(2), new ShapeSpace(model.Space.Mean.clone(), model.Space.Modes.clone()));

        var refusal = Assert.Throws<AtlasMismatchException>(() => new ShapeFaceGenerator(head.Atlas, elsewhere));

        Assert.Equal("AtlasMismatch", refusal.ErrorId);
    }

    [Fact]
    public void A_model_is_stored_and_read_as_it_is_but_for_half_precision()
    {
        using var read = ShapeModel.Import(model.Export(), CPU);

        Assert.InRange((read.Face - model.Face).abs().max().ToDouble(), 0, 5e-4);
        Assert.InRange((read.Space.Modes - model.Space.Modes).abs().max().ToDouble(), 0, 4e-3);
    }

    private Refacer Refacer(int seed = 0) => new(head.Atlas, generator, "none 0", CPU) { Seed = seed };

    private Volume Scan(Func<float, float> contrast) => head.Scan(VoxelType.UInt8, contrast);

    private Volume Defaced(Func<float, float> contrast) => new Defacer(head.Atlas, CPU).Deface(Scan(contrast));
}
