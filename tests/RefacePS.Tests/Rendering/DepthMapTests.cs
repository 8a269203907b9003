using System.Numerics;
using RefacePS.Files;
using RefacePS.Rendering;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Rendering;

public class DepthMapTests
{
    private const int Size = 130;

    private static readonly Volume Plain = new SyntheticHead().ToVolume();
    private static readonly HeadSurface PlainSurface = HeadSurface.Find(Plain, CancellationToken.None);
    private static readonly (DepthMap Map, ViewFrame Frame) PlainFront = Front(PlainSurface);

    [Fact]
    public void TheNoseTipIsNearestWhereACameraInFrontSeesIt()
    {
        var (map, frame) = PlainFront;

        var (column, row, depth) = Nearest(map);

        // By hand: facing the head its right (+x) is on the left of the picture, and superior (+z) is up.
        var millimeters = ViewFrame.Edge / Size;
        var tip = SyntheticHead.NoseTip;
        Assert.Equal((Size - 1) / 2f - (tip.X - frame.Centre.X) / millimeters, column, 1f);
        Assert.Equal((Size - 1) / 2f - (tip.Z - frame.Centre.Z) / millimeters, row, 1f);
        Assert.Equal(map.Raster.Corner.Y - tip.Y, depth, 2.4f);
    }

    [Theory]
    [InlineData(90, -1)]
    [InlineData(-90, 1)]
    public void AProfileShowsTheNoseOnTheSideTheHeadFaces(double azimuth, int side)
    {
        var frame = PlainFront.Frame;
        var map = DepthMap.Of(PlainSurface, PictureRaster.FacingHead(frame, azimuth, Size), CancellationToken.None);

        var noseRow = (int)((Size - 1) / 2f - (SyntheticHead.NoseTip.Z - frame.Centre.Z) / ViewFrame.Edge * Size);
        var columns = Enumerable.Range(0, Size).Where(x => !float.IsNaN(map.Depths[noseRow * Size + x])).ToList();
        var outermost = side < 0 ? columns[0] : columns[^1];

        var expected = (Size - 1) / 2f + side * (SyntheticHead.NoseTip.Y - frame.Centre.Y) / ViewFrame.Edge * Size;
        Assert.Equal(expected, outermost, 2f);
    }

    /// <summary>Pixels are cast in bundles that skip what is empty for all of them.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void EveryPixelIsWhatItsOwnRayMeets(double azimuth)
    {
        var raster = PictureRaster.FacingHead(PlainFront.Frame, azimuth, 4 * Size);
        var map = DepthMap.Of(PlainSurface, raster, CancellationToken.None);

        for (var pixel = 0; pixel < map.Depths.Length; pixel += 7)
        {
            var origin = raster.PositionOf(pixel % raster.Size, pixel / raster.Size);
            Assert.Equal(PlainSurface.FirstHit(origin, raster.Forward), map.Depths[pixel], 0.05f);
        }
    }

    /// <summary>Fine pixels between others are interpolated: none may differ from what its own ray meets by as much as
    /// shows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(90)]
    public void FinePixelsLieOnTheSurfaceToo(double azimuth)
    {
        var raster = PictureRaster.FacingHead(PlainFront.Frame, azimuth, 8 * Size);
        var map = DepthMap.Of(PlainSurface, raster, CancellationToken.None);

        var (differing, meeting) = (0, 0);
        for (var pixel = 0; pixel < map.Depths.Length; pixel += 7)
        {
            var origin = raster.PositionOf(pixel % raster.Size, pixel / raster.Size);
            var depth = PlainSurface.FirstHit(origin, raster.Forward);
            if (float.IsNaN(depth))
            {
                differing += float.IsNaN(map.Depths[pixel]) ? 0 : 1;
                continue;
            }

            meeting++;
            differing += Math.Abs(depth - map.Depths[pixel]) <= 0.1f ? 0 : 1;
            var normal = PlainSurface.Normal(origin + depth * raster.Forward);
            Assert.InRange(Vector3.Dot(map.Normals[pixel], InPicture(normal, raster)), 0.97f, 1.001f);
        }

        // At the outline itself a ray may graze the head between two that miss it.
        Assert.InRange(differing, 0, meeting / 1000);
    }

    private static Vector3 InPicture(Vector3 normal, PictureRaster raster) => new(
        Vector3.Dot(normal, raster.Right), Vector3.Dot(normal, raster.Down), Vector3.Dot(normal, raster.Forward));

    [Fact]
    public void ThereIsNoDepthBesideTheHead()
    {
        var map = PlainFront.Map;
        Assert.Equal(float.NaN, map.Depths[0]);
        Assert.Equal(Vector3.Zero, map.Normals[0]);
    }

    [Theory]
    [InlineData("LPI")]
    [InlineData("ASL")]
    [InlineData("PIR")]
    [InlineData("SLA")]
    [InlineData("IPR")]
    [InlineData("LSP")]
    public void StorageOrderChangesNothing(string orientation)
    {
        var expected = PlainFront.Map;
        var actual = Front(new SyntheticHead { Orientation = orientation }.ToVolume()).Map;
        AssertSameDepths(expected, actual, 0.05f);
    }

    /// <summary>Slices of 4 mm blur the surface by at most half of one more than 2 mm voxels do.</summary>
    [Fact]
    public void UnequalVoxelsKeepTheShape()
    {
        var expected = PlainFront.Map;
        var actual = Front(new SyntheticHead { VoxelSize = new(1, 2, 4) }.ToVolume()).Map;
        AssertSameDepths(expected, actual, 2);
    }

    [Fact]
    public void AHeadWithoutWorldStandsUprightByItsTransform()
    {
        var pitchedGrid = new VoxelGrid(
            Plain.Grid.Nx, Plain.Grid.Ny, Plain.Grid.Nz,
            AffineMatrix.Rotation(0.4, -1.1, 2) * Plain.Grid.Grid2World);
        var placed = new Volume(pitchedGrid, Plain.VoxelType, Plain.Voxels)
        {
            HasWorld = false,
            Transform = AffineMatrix.Rotation(0.4, -1.1, 2).Inverse(),
        };

        AssertSameDepths(PlainFront.Map, Front(placed).Map, 0.05f);
    }

    /// <summary>On an upright whole head nothing is nearer to a camera in front than the nose: near the midline, a
    /// third to two thirds down the head.</summary>
    [SharedDataTheory]
    [InlineData("other-scanners", "philips_mprage_1mm.nii.gz")]
    [InlineData("other-scanners", "fnndsc_adi_memprage.nii.gz")]
    [InlineData("other-scanners", "pumi_ds002608_sub-001_T1w_2mm.nii.gz")]
    public void TheNoseOfARealHeadIsNearest(string folder, string file)
    {
        var (map, frame) = Front(NiftiReader.Read(SharedData.Path(folder, file)));
        var (column, row, _) = Nearest(map);
        var position = map.Raster.PositionOf((int)column, (int)row);
        Assert.InRange(position.X - frame.Centre.X, -15, 15);
        Assert.InRange(frame.Centre.Z + ViewFrame.Edge / 2 - position.Z, 110, 190);
    }

    private static (DepthMap Map, ViewFrame Frame) Front(Volume volume) =>
        Front(HeadSurface.Find(volume, CancellationToken.None));

    private static (DepthMap Map, ViewFrame Frame) Front(HeadSurface surface)
    {
        var frame = ViewFrame.Around(surface.Extent);
        return (DepthMap.Of(surface, PictureRaster.FacingHead(frame, 0, Size), CancellationToken.None), frame);
    }

    /// <summary>Mean position of the pixels within a millimeter of the nearest, and the nearest depth.</summary>
    private static (float Column, float Row, float Depth) Nearest(DepthMap map)
    {
        var depths = map.Depths.ToArray();
        var nearest = depths.Where(depth => !float.IsNaN(depth)).Min();
        var pixels = Enumerable.Range(0, depths.Length).Where(i => depths[i] < nearest + 1).ToList();
        return ((float)pixels.Average(i => i % Size), (float)pixels.Average(i => i / Size), nearest);
    }

    /// <summary>Equal within a tolerance in mm but for one pixel in fifty: outlines fall on either side of a pixel's
    /// centre.</summary>
    private static void AssertSameDepths(DepthMap expected, DepthMap actual, float tolerance)
    {
        var differing = 0;
        for (var i = 0; i < expected.Depths.Length; i++)
        {
            var bothMiss = float.IsNaN(expected.Depths[i]) && float.IsNaN(actual.Depths[i]);
            differing += bothMiss || Math.Abs(expected.Depths[i] - actual.Depths[i]) <= tolerance ? 0 : 1;
        }

        Assert.InRange(differing, 0, expected.Depths.Length / 50);
    }
}
