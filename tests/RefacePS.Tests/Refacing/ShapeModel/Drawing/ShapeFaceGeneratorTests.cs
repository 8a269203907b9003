using RefacePS.Defacing;
using RefacePS.Refacing;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

/// <summary>Properties that hold for any shape model; here that of a made-up nose and chin.</summary>
public sealed class ShapeFaceGeneratorTests(DrawnHead drawn) : NetworkTest, IClassFixture<DrawnHead>
{
    private readonly AverageHead head = drawn.Head;

    [Fact]
    public void Kept_voxels_stay_and_a_seed_gives_the_same_face_every_time()
    {
        var (defaced, refaced) = (drawn.Defaced, drawn.Refaced);

        KeptVoxels.AssertEqual(defaced, refaced);
        Assert.True(KeptVoxels.Removed(refaced).Distinct().Count() > 50);
        Assert.True(refaced.Voxels.Span.SequenceEqual(Refacer().Reface(defaced).Voxels.Span));
        Assert.False(refaced.Voxels.Span.SequenceEqual(Refacer(seed: 1).Reface(defaced).Voxels.Span));
    }

    [Fact]
    public void A_face_says_how_far_it_is_from_those_of_the_model_and_an_average_without_one_does_not()
    {
        var average = new Refacer(head.Atlas, new ShapeFaceGenerator(head.Atlas, model: null), "average 0", CPU);

        Assert.InRange(drawn.Refaced.Quality!.FaceDeviation, 0.01, 1);
        Assert.Equal(
            drawn.Defaced.Quality! with { FaceDeviation = double.NaN }, average.Reface(drawn.Defaced).Quality);
    }

    /// <summary>A face of the size of the average would lie 12 and more away from those of the model; one of the
    /// nearest size of an adult does not fit all of it either.</summary>
    [Theory]
    [InlineData(0.75)]
    [InlineData(1.3)]
    public void A_head_of_another_size_than_those_of_adults_gets_a_face_that_fits_it(double size)
    {
        var (defaced, grid) = (drawn.Defaced, drawn.Defaced.Grid);
        var scaled = new VoxelGrid(
            grid.Nx, grid.Ny, grid.Nz, AffineMatrix.Scale(size, size, size) * grid.Grid2World);
        var child = new Volume(scaled, defaced.VoxelType, defaced.Voxels, 1)
        {
            FaceMask = new Mask(scaled, defaced.FaceMask!.Voxels.ToArray()),
            Transform = defaced.Transform!.Value * AffineMatrix.Scale(1 / size, 1 / size, 1 / size),
            Quality = defaced.Quality,
        };

        Assert.InRange(Refacer().Reface(child).Quality!.FaceDeviation, 0.01, 5);
    }

    [Fact]
    public void Ears_that_were_removed_are_drawn_off_the_scalp_and_nothing_else_stands_out_there()
    {
        var scan = Scan(v => 250 * v);
        var defaced = new Defacer(head.Atlas, CPU).Deface(scan, DefaceRegion.FaceAndEars);

        var refaced = Refacer().Reface(defaced);

        KeptVoxels.AssertEqual(defaced, refaced);
        Assert.InRange(Tissue(refaced, (80, 96), (-20, 8), (-66, -30)), 20, 400);
        Assert.Equal(0, Tissue(refaced, (88, 96), (16, 34), (-24, 0)));
        Assert.Equal(0, Tissue(refaced, (88, 96), (-28, -22), (-88, -70)));
    }

    /// <summary>Voxels of tissue in a box of the atlas on both sides of the head, mm.</summary>
    private static int Tissue(
        Volume volume, (double Low, double High) x, (double Low, double High) y, (double Low, double High) z)
    {
        var grid2Atlas = volume.Transform!.Value * volume.Grid.Grid2World;
        var (nx, ny) = (volume.Grid.Nx, volume.Grid.Ny);
        return Enumerable.Range(0, (int)volume.Grid.VoxelCount).Count(voxel =>
        {
            var (i, j, k) = grid2Atlas.Apply(voxel % nx, voxel / nx % ny, voxel / nx / ny);
            return volume.Voxels.Span[voxel] > 40 && Math.Abs(i) >= x.Low && Math.Abs(i) < x.High
                && j >= y.Low && j < y.High && k >= z.Low && k < z.High;
        });
    }

    [Fact]
    public void What_stands_in_the_removed_voxels_plays_no_part()
    {
        var defaced = drawn.Defaced;
        var other = defaced.Voxels.ToArray();
        for (var voxel = 0; voxel < other.Length; voxel++)
        {
            other[voxel] = defaced.FaceMask!.Voxels.Span[voxel] == 0 ? other[voxel] : (byte)0;
        }

        Assert.True(
            drawn.Refaced.Voxels.Span.SequenceEqual(Refacer().Reface(defaced.WithVoxels(other)).Voxels.Span));
    }

    [Theory]
    [InlineData(250, 0)]
    [InlineData(-150, 200)]
    public void The_average_comes_back_nearly_as_it_was_in_its_own_contrast_and_in_another(float slope, float air)
    {
        var scan = Scan(v => v < 0.015 ? 0 : air + slope * v);
        var defaced = new Defacer(head.Atlas, CPU).Deface(scan);

        var refaced = new Refacer(head.Atlas, new ShapeFaceGenerator(head.Atlas, model: null), "average 0", CPU)
            .Reface(defaced);

        var (truth, made, mask) = (scan.Voxels.ToArray(), refaced.Voxels.ToArray(), defaced.FaceMask!.Voxels.ToArray());
        var errors = Enumerable.Range(0, mask.Length).Where(voxel => mask[voxel] != 0)
            .Select(voxel => Math.Abs(truth[voxel] - made[voxel])).ToArray();
        Assert.InRange(errors.Average(), 0, 14);
    }

    [Fact]
    public void Frames_of_one_volume_get_one_face()
    {
        var defaced = drawn.Defaced;
        var twice = new Volume(
            defaced.Grid, defaced.VoxelType, (byte[])[.. defaced.Voxels.Span, .. defaced.Voxels.Span], 2)
        {
            FaceMask = defaced.FaceMask,
            Transform = defaced.Transform,
        };

        var refaced = Refacer().Reface(twice).Voxels;

        Assert.True(refaced.Span[..(refaced.Length / 2)].SequenceEqual(refaced.Span[(refaced.Length / 2)..]));
    }

    [Fact]
    public void Two_heads_get_two_faces()
    {
        var other = Defaced(v => 248 * v);

        var difference = KeptVoxels.Removed(drawn.Refaced)
            .Zip(KeptVoxels.Removed(Refacer().Reface(other)), (a, b) => Math.Abs(a - b)).ToArray();

        // By contrast alone they would differ by 2 at the brightest; at the skin of nose and chin tissue now stands
        // where air was.
        Assert.True(difference.Count(value => value > 40) > 50);
    }

    /// <summary>Columns, rows and slices of the average head at 4 mm: from, to, and every how many-th.</summary>
    [Theory]
    [InlineData("a scan without air round the head", 10, 54, 1, 12, 56, 1, 9, 39, 1)]
    [InlineData("a field of view that cuts the nose off", 0, 53, 1, 0, 64, 1, 0, 48, 1)]
    [InlineData("slices three times as thick", 0, 64, 1, 0, 64, 3, 0, 48, 1)]
    public void Awkward_scans_get_faces_of_values_that_they_have(
        string what, int fromX, int toX, int stepX, int fromY, int toY, int stepY, int fromZ, int toZ, int stepZ)
    {
        var scan = Part(Scan(v => 10 + 240 * v), (fromX, toX, stepX), (fromY, toY, stepY), (fromZ, toZ, stepZ));

        var refaced = Refacer().Reface(new Defacer(head.Atlas, CPU).Deface(scan));

        KeptVoxels.AssertEqual(scan, refaced);
        Assert.True(KeptVoxels.Removed(refaced).Distinct().Count() > 20, what);
        Assert.True(KeptVoxels.Removed(refaced).All(value => value is >= 5 and <= 251), what);
    }

    [Fact]
    public void Air_of_a_scan_in_hounsfield_units_stays_far_below_zero()
    {
        var scan = head.Scan(VoxelType.Int16, v => v < 0.015 ? -1000 : -100 + 300 * v);

        var refaced = Refacer().Reface(new Defacer(head.Atlas, CPU).Deface(scan));

        KeptVoxels.AssertEqual(scan, refaced);
        var values = KeptVoxels.Removed(refaced).ToArray();
        Assert.InRange(values.Min(), -1100, -950);
        Assert.InRange(values.Count(value => value > -300) / (double)values.Length, 0.1, 0.6);
    }

    [Fact]
    public void Without_a_mask_the_blanked_face_is_found()
    {
        var defaced = drawn.Defaced;
        var foreign = new Volume(defaced.Grid, defaced.VoxelType, defaced.Voxels);

        KeptVoxels.AssertEqual(foreign, Refacer().Reface(foreign));
    }

    [Fact]
    public void A_model_of_another_space_is_refused()
    {
        using var elsewhere =
            new StatisticalShapeModel(drawn.Model.Face.flip(2),
                new ShapeSpace(drawn.Model.Space.Mean.clone(), drawn.Model.Space.Modes.clone()));

        var refusal = Assert.Throws<AtlasMismatchException>(() => new ShapeFaceGenerator(head.Atlas, elsewhere));

        Assert.Equal("AtlasMismatch", refusal.ErrorId);
    }

    [Fact]
    public void A_model_is_stored_and_read_as_it_is_but_for_half_precision()
    {
        using var read = StatisticalShapeModel.Import(drawn.Model.Export(), CPU);

        Assert.InRange((read.Face - drawn.Model.Face).abs().max().ToDouble(), 0, 5e-4);
        Assert.InRange((read.Space.Modes - drawn.Model.Space.Modes).abs().max().ToDouble(), 0, 4e-3);
    }

    private Refacer Refacer(int seed = 0) => drawn.Refacer(seed);

    private static Volume Part(Volume scan, (int From, int To, int Step) x, (int From, int To, int Step) y,
        (int From, int To, int Step) z)
    {
        var part = from k in Indices(z) from j in Indices(y) from i in Indices(
            x) select scan.Voxels.Span[(k * scan.Grid.Ny + j) * scan.Grid.Nx + i];
        var grid = new VoxelGrid(
            Indices(x).Count(), Indices(y).Count(), Indices(z).Count(),
            scan.Grid.Grid2World * AffineMatrix.Translation(x.From, y.From, z.From) * AffineMatrix.Scale(
                x.Step, y.Step, z.Step));
        return new Volume(grid, scan.VoxelType, (byte[])[.. part]);

        static IEnumerable<int> Indices((int From, int To, int Step) range)
        {
            for (var index = range.From; index < range.To; index += range.Step)
            {
                yield return index;
            }
        }
    }

    private Volume Scan(Func<float, float> contrast) => head.Scan(VoxelType.UInt8, contrast);

    private Volume Defaced(Func<float, float> contrast) => new Defacer(head.Atlas, CPU).Deface(Scan(contrast));
}
