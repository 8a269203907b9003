using RefacePS.Rendering;

namespace RefacePS.Tests.Rendering;

public sealed class CutViewTests
{
    private const int Panel = 100;
    private const int Gap = 4;

    /// <summary>The mask is all in front of y 40; the atlas lies where the scan does.</summary>
    [Fact]
    public void A_review_shows_where_the_cut_comes_nearest_to_the_brain_with_its_outline()
    {
        // Only the crown is as bright as a line.
        var volume = new SyntheticHead { Alter = (at, value) => value * (0.3f + 0.7f * (at.Z + 130) / 260) }.ToVolume();
        var mask = new byte[volume.Grid.VoxelCount];
        for (var voxel = 0; voxel < mask.Length; voxel++)
        {
            var (i, j, k) = (voxel % volume.Grid.Nx, voxel / volume.Grid.Nx % volume.Grid.Ny,
                voxel / volume.Grid.Nx / volume.Grid.Ny);
            mask[voxel] = volume.Grid.Grid2World.Apply(i, j, k).Y > 40 ? (byte)1 : (byte)0;
        }

        var plain = Draw(volume);
        var review = Draw(volume with { FaceMask = new Mask(volume.Grid, mask), Transform = AffineMatrix.Identity });

        Assert.Equal(Panel, plain.Height);
        Assert.Equal((3 * Panel + 2 * Gap, 3 * Panel + 2 * Gap), (review.Width, review.Height));
        // The wall of the mask is a line from top to bottom in the sagittal slices, as many pixels from one as from the
        // other.
        foreach (var left in new[] { 0, Panel + Gap, 2 * (Panel + Gap) })
        {
            var column = Enumerable.Range(left, Panel).MaxBy(x => White(review, x));
            Assert.InRange(White(review, column), 60, Panel);
        }
    }

    /// <summary>Only what lies to the left of x -40 is removed, where no slice passes unasked.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Slices_pass_where_the_scans_own_cut_is_nearest(bool isKnown)
    {
        var volume = new SyntheticHead { Alter = (at, value) => value * (0.3f + 0.7f * (at.Z + 130) / 260) }.ToVolume();
        var mask = new byte[volume.Grid.VoxelCount];
        for (var voxel = 0; voxel < mask.Length; voxel++)
        {
            var (i, j, k) = (voxel % volume.Grid.Nx, voxel / volume.Grid.Nx % volume.Grid.Ny,
                voxel / volume.Grid.Nx / volume.Grid.Ny);
            var (x, y, _) = volume.Grid.Grid2World.Apply(i, j, k);
            mask[voxel] = x < -40 && y > 20 ? (byte)1 : (byte)0;
        }

        var review = Draw(volume with
        {
            FaceMask = new Mask(volume.Grid, mask), Transform = AffineMatrix.Identity,
            NearestToBrain = isKnown ? [.. Enumerable.Repeat(new System.Numerics.Vector3(-55, 25, 0), 6)] : [],
        });

        Assert.Equal(isKnown, Enumerable.Range(0, Panel).Max(x => White(review, x)) > 40);
    }

    private static int White(PngFile picture, int column) =>
        Enumerable.Range(Panel + Gap, Panel).Count(y => picture[column, y] == byte.MaxValue);

    private static PngFile Draw(Volume volume) => new(VolumeImage.RenderForReview(
        volume, new VolumeImageOptions { Views = ImageViews.Surface, PanelSize = Panel }, CancellationToken.None));
}
