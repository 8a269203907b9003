using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Refacing;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing;

/// <summary>Properties that hold for any network; here a small one that has learned nothing.</summary>
public sealed class RefacerTests : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private readonly AverageHead head;
    private readonly UnetGenerator generator;
    private readonly Refacer refacer;

    public RefacerTests(AverageHead head)
    {
        this.head = head;
        manual_seed(5);
        generator = new UnetGenerator(new UnetOptions(Depth: 5, Filters: 4));
        refacer = new Refacer(
            head.Atlas, new SliceFaceGenerator(head.Atlas, new SliceGenerator(generator), CPU), "none 0", CPU);
    }

    [Fact]
    public void Kept_voxels_stay_and_removed_ones_are_filled_the_same_way_every_time()
    {
        var defaced = Defaced();

        var refaced = refacer.Reface(defaced);

        Assert.Equal((VolumeKind.Refaced, "none 0"), (refaced.Kind, refaced.Model));
        KeptVoxels.AssertEqual(defaced, refaced);
        Assert.True(KeptVoxels.Removed(refaced).Distinct().Count() > 20);
        Assert.True(refaced.Voxels.Span.SequenceEqual(refacer.Reface(defaced).Voxels.Span));
    }

    [Fact]
    public void What_defacing_removed_plays_no_part()
    {
        var scan = Scan();
        var defaced = new Defacer(head.Atlas, CPU).Deface(scan);
        var other = scan.Voxels.ToArray();
        for (var voxel = 0; voxel < other.Length; voxel++)
        {
            other[voxel] = defaced.FaceMask!.Voxels.Span[voxel] == 0 ? other[voxel] : defaced.Voxels.Span[voxel];
        }

        Assert.True(refacer.Reface(defaced)
            .Voxels.Span.SequenceEqual(refacer.Reface(defaced.WithVoxels(other)).Voxels.Span));
    }

    [Fact]
    public void Without_a_mask_the_blanked_face_is_found()
    {
        var defaced = Defaced();
        var foreign = new Volume(defaced.Grid, defaced.VoxelType, defaced.Voxels);

        var refaced = refacer.Reface(foreign);

        // Air that is constant too cannot be told from removed face but by the atlas, so the masks differ at the rim.
        var (found, known) = (refaced.FaceMask!.Voxels.ToArray(), defaced.FaceMask!.Voxels.ToArray());
        var overlap = 2.0 * found.Zip(known).Count(pair => pair is { First: not 0, Second: not 0 }) / (
            found.Count(v => v != 0) + known.Count(v => v != 0));
        Assert.InRange(overlap, 0.8, 1);
        KeptVoxels.AssertEqual(foreign, refaced);
    }

    [Fact]
    public void A_head_with_its_face_is_refused()
    {
        var refusal = Assert.Throws<NothingRemovedException>(() => refacer.Reface(Scan()));

        Assert.Equal("NothingRemoved", refusal.ErrorId);
    }

    /// <summary>An even slab fits the atlas nowhere.</summary>
    [Fact]
    public void A_slab_that_is_no_head_is_refused()
    {
        const int side = 40;
        var slab = Enumerable.Repeat((byte)7, side * side * side / 2).Concat(new byte[side * side * side / 2])
            .ToArray();

        Assert.Throws<HeadNotFoundException>(
            () => refacer.Reface(
                new Volume(new VoxelGrid(side, side, side, AffineMatrix.Scale(2, 2, 2)), VoxelType.UInt8, slab)));
    }

    [Fact]
    public void The_raw_output_covers_kept_tissue_and_knows_what_to_keep()
    {
        var defaced = Defaced();

        var raw = refacer.Generate(defaced);

        Assert.Same(defaced, raw.Base);
        Assert.Equal((VolumeKind.Raw, "drawn by "), (raw.Kind, raw.History[^1][..9]));
        Assert.Equal(VolumeKind.Refaced, VolumeMerge.Merge(defaced, raw, defaced.FaceMask!).Kind);
        Assert.False(raw.Voxels.Span.SequenceEqual(refacer.Reface(defaced).Voxels.Span));
        Assert.True(VolumeMerge.Merge(defaced, raw, defaced.FaceMask!)
            .Voxels.Span.SequenceEqual(refacer.Reface(defaced).Voxels.Span));
    }

    public void Dispose() => generator.Dispose();

    private Volume Scan() => head.Scan(VoxelType.UInt8, v => 250 * v);

    private Volume Defaced() => new Defacer(head.Atlas, CPU).Deface(Scan());
}
