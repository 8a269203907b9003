using System.Numerics;
using RefacePS.Rendering;

namespace RefacePS.Tests.Rendering;

public class VolumeImageTests
{
    private const int Panel = 100;
    private const int Gap = 4;

    [Theory]
    [InlineData(ImageViews.All, 2)]
    [InlineData(ImageViews.Slices, 1)]
    [InlineData(ImageViews.Surface, 1)]
    public void OneVolumeIsThreePanelsWide(ImageViews views, int rows)
    {
        var png = Render(new SyntheticHead(), views);
        Assert.Equal((3 * Panel + 2 * Gap, rows * Panel + (rows - 1) * Gap), (png.Width, png.Height));
    }

    [Fact]
    public void SideBySideIsAColumnAVolume()
    {
        var volume = new SyntheticHead().ToVolume();
        var faceless = new SyntheticHead { HasNose = false }.ToVolume();
        var png = new PngFile(
            VolumeImage.RenderSideBySide([volume, faceless], Options(ImageViews.All), CancellationToken.None));
        Assert.Equal((2 * Panel + Gap, 6 * Panel + 5 * Gap), (png.Width, png.Height));
    }

    [Fact]
    public void TheSameVolumeGivesTheSameBytes()
    {
        var volume = new SyntheticHead().ToVolume();
        var options = Options(ImageViews.All);
        Assert.Equal(VolumeImage.Render(volume, options, CancellationToken.None),
            VolumeImage.Render(volume, options, CancellationToken.None));
    }

    /// <summary>With voxels of 1 x 2 x 4 mm a picture that forgot their size would be four times too flat or too
    /// long.</summary>
    [Fact]
    public void SlicesHaveSquarePixelsWhateverTheVoxels()
    {
        var head = new SyntheticHead { VoxelSize = new(1, 2, 4), HasNose = false };
        var png = RenderSlicesThrough(SyntheticHead.Centre, head);
        var pixels = Panel / ViewFrame.Edge;
        var (width, length, height) = (150 * pixels, 190 * pixels, 220 * pixels);

        // Half grey is the true edge; each side is found to a pixel, and an edge through 4 mm voxels to half of one
        // (0.8 pixels).
        AssertSize(png.Bounds(0, 0, Panel, 128), length, height);
        AssertSize(png.Bounds(Panel + Gap, 0, Panel, 128), width, height);
        AssertSize(png.Bounds(2 * (Panel + Gap), 0, Panel, 128), width, length);

        static void AssertSize((int Left, int Top, int Right, int Bottom) bounds, float expectedWidth,
            float expectedHeight)
        {
            Assert.Equal(expectedWidth, bounds.Right - bounds.Left + 1, 2f);
            Assert.Equal(expectedHeight, bounds.Bottom - bounds.Top + 1, 2f);
        }
    }

    /// <summary>A bright ball in the head's right, anterior, superior part appears on the side where each slice shows
    /// it.</summary>
    [Theory]
    [InlineData("RAS")]
    [InlineData("LIP")]
    [InlineData("PIR")]
    public void SlicesShowLeftOnTheLeftAndFaceLeft(string orientation)
    {
        var ball = new Vector3(34, 54, 40);
        var head = new SyntheticHead { Orientation = orientation, Tissue = 300, Alter = (p, v) =>
            Vector3.Distance(p, ball) < 26 ? 1000 : v };
        var png = RenderSlicesThrough(ball, head);

        var sagittal = png.Bounds(0, 0, Panel, 200);
        var coronal = png.Bounds(Panel + Gap, 0, Panel, 200);
        var axial = png.Bounds(2 * (Panel + Gap), 0, Panel, 200);

        Assert.True(sagittal.Right < Panel / 2 && sagittal.Bottom < Panel / 2, $"sagittal {sagittal}");
        Assert.True(coronal.Left > Panel / 2 && coronal.Bottom < Panel / 2, $"coronal {coronal}");
        Assert.True(axial.Left > Panel / 2 && axial.Bottom < Panel / 2, $"axial {axial}");
    }

    [Fact]
    public void ALostNoseIsSeenInProfile()
    {
        var whole = new SyntheticHead().ToVolume();
        var cut = new SyntheticHead { HasNose = false }.ToVolume();
        var png = new PngFile(
            VolumeImage.RenderSideBySide([whole, cut], Options(ImageViews.Surface), CancellationToken.None));

        var before = png.Bounds(0, 2 * (Panel + Gap), Panel, 31);
        var after = png.Bounds(Panel + Gap, 2 * (Panel + Gap), Panel, 31);

        // The nose stands 14 mm before the forehead and is gone; the back of the head stays where it was.
        Assert.InRange(after.Left - before.Left, 3, 7);
        Assert.Equal(before.Right, after.Right);
        Assert.Equal(before.Top, after.Top);
    }

    [Fact]
    public void VolumesOfOneContrastShareTheirWindow()
    {
        var bright = new SyntheticHead { Alter = (p, v) => p.Z > 60 ? 1.3f * v : v }.ToVolume();
        var plain = new SyntheticHead().ToVolume();
        var png = new PngFile(
            VolumeImage.RenderSideBySide([bright, plain], Options(ImageViews.Slices), CancellationToken.None));
        Assert.Equal(255 / 1.3, png[Panel + Gap + Panel / 2, Panel / 2], 2.0);
    }

    [Fact]
    public void AVolumeOfAnotherContrastHasItsOwnWindow()
    {
        var magnetic = new SyntheticHead { Tissue = 30000 }.ToVolume();
        var computed = new SyntheticHead { Air = -1000, Tissue = 40 }.ToVolume();
        var png = new PngFile(
            VolumeImage.RenderSideBySide([magnetic, computed], Options(ImageViews.Slices), CancellationToken.None));
        Assert.Equal(255, png[Panel + Gap + Panel / 2, Panel / 2]);
    }

    [Fact]
    public void OnlyTheFirstFrameIsDrawn()
    {
        var head = new SyntheticHead().ToVolume();
        var series = new Volume(head.Grid, head.VoxelType,
            Enumerable.Concat(head.Voxels.ToArray(), new byte[head.Voxels.Length]).ToArray(), frameCount: 2);
        var options = Options(ImageViews.All);
        Assert.Equal(VolumeImage.Render(head, options, CancellationToken.None),
            VolumeImage.Render(series, options, CancellationToken.None));
    }

    [Fact]
    public void AnImageWithoutAHeadIsAnEmptyPicture()
    {
        var png = Render(new SyntheticHead { Alter = (_, _) => 7 }, ImageViews.Surface);
        Assert.Equal(png[0, 0], png[Panel / 2, Panel / 2]);
    }

    [Fact]
    public void CancellingStopsTheWork()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => VolumeImage.Render(new SyntheticHead().ToVolume(), Options(ImageViews.All), cancelled.Token));
    }

    [Fact]
    public void RefusesWhatItCannotDraw()
    {
        Assert.Throws<ArgumentException>(
            () => VolumeImage.RenderSideBySide([], Options(ImageViews.All), CancellationToken.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VolumeImageOptions { PanelSize = 15 });
        var slice = new Volume(new VoxelGrid(8, 8, 1, AffineMatrix.Identity), VoxelType.UInt8, new byte[64]);
        Assert.Throws<ArgumentException>(
            () => VolumeImage.Render(slice, Options(ImageViews.All), CancellationToken.None));
    }

    private static VolumeImageOptions Options(ImageViews views) => new() { Views = views, PanelSize = Panel };

    private static PngFile RenderSlicesThrough(Vector3 position, SyntheticHead head)
    {
        var volume = head.ToVolume();
        var frame = ViewFrame.Around(HeadSurface.Find(volume, CancellationToken.None).Extent);
        var options = Options(ImageViews.Slices) with
            { SlicePosition = new Vector3(0.5f) + (position - frame.Centre) / ViewFrame.Edge };
        return new(VolumeImage.Render(volume, options, CancellationToken.None));
    }

    private static PngFile Render(SyntheticHead head, ImageViews views) =>
        new(VolumeImage.Render(head.ToVolume(), Options(views), CancellationToken.None));
}
