using RefacePS.Archives;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Archives;

/// <summary>The protector that really takes faces off in an archive, on the average head.</summary>
public sealed class HeadProtectorTests(AverageHead head) : IClassFixture<AverageHead>
{
    private const int Crop = 3;

    [Fact]
    public void A_companion_loses_the_same_places_in_the_world_as_the_head()
    {
        var scan = head.Scan(VoxelType.Int16, value => 900 * value);
        var companion = Cropped(head.Scan(VoxelType.Int16, value => value < 0.02f ? 5 : 900 - 600 * value));
        using var protector = Protector();
        using var session = protector.Open();

        var defaced = session.ProtectHead(scan, Treatment.Deface, default);
        var carried = session.ProtectCompanion(companion, Treatment.Deface, default);

        Assert.Equal((VolumeKind.Defaced, DefaceStatus.Good), (carried.Kind, carried.Quality!.Status));
        KeptVoxels.AssertBlanked(companion, carried);
        Assert.True(Disagreement(defaced.FaceMask!, carried.FaceMask!) < 0.02);
    }

    [Fact]
    public void A_companion_that_lies_elsewhere_by_its_header_stands_for_itself()
    {
        var scan = head.Scan(VoxelType.Int16, value => 900 * value);
        var moved = new Volume(
            new VoxelGrid(scan.Grid.Nx, scan.Grid.Ny, scan.Grid.Nz,
                AffineMatrix.Translation(0, 0, 90) * scan.Grid.Grid2World), scan.VoxelType, scan.Voxels);
        using var protector = Protector();
        using var session = protector.Open();

        var defaced = session.ProtectHead(scan, Treatment.Deface, default);
        var own = session.ProtectCompanion(moved, Treatment.Deface, default);

        Assert.Equal(DefaceStatus.Good, own.Quality!.Status);
        Assert.InRange(own.FaceMask!.Count, defaced.FaceMask!.Count * 0.9, defaced.FaceMask.Count * 1.1);
    }

    [Fact]
    public void What_decides_the_result_is_in_the_parameters()
    {
        using var protector = Protector();

        Assert.Equal("Deface; Face; atlas head 1", protector.Parameters(Treatment.Deface));
        Assert.Equal("Reface; Face; atlas head 1; model m 2", protector.Parameters(Treatment.Reface));
    }

    [Fact]
    public void A_face_is_found_until_it_is_removed()
    {
        var scan = head.Scan(VoxelType.Int16, value => 900 * value);
        var detector = new FaceDetector(head.Atlas, CPU);

        var before = detector.Check(scan);
        var after = detector.Check(new Defacer(head.Atlas, CPU).Deface(scan));

        Assert.Equal((FaceCheckStatus.Face, FaceCheckStatus.NoFace), (before.Status, after.Status));
        Assert.InRange(before.FaceTissue, 0.9, 1);
        Assert.InRange(before.FaceInView, 0.9, 1);
    }

    /// <summary>True if a face is artificial cannot be seen.</summary>
    [Fact]
    public void What_a_sidecar_claims_of_an_artificial_face_is_believed_of_its_own_image_alone()
    {
        var detector = new FaceDetector(head.Atlas, CPU);
        var claimed = Marked("""{ "DeidentificationMethod": ["x"], "RefacePS": { "Kind": "Refaced" } }""");
        var other = claimed.WithVoxels(claimed.Voxels.ToArray().Select((value, i) => i == 9 ? (byte)1 : value)
            .ToArray());
        var its = Marked(Sidecar.Build(claimed with { Kind = VolumeKind.Refaced }));
        var anothers = Marked(Sidecar.Build(other with { Kind = VolumeKind.Refaced }));

        Assert.Equal(
            [(FaceCheckStatus.Face, false), (FaceCheckStatus.ArtificialFace, true), (FaceCheckStatus.Face, false)],
            new[] { claimed, its, anothers }.Select(scan => detector.Check(scan))
                .Select(check => (check.Status, check.IsVerified)));
    }

    [Theory]
    [InlineData(null, VolumeKind.Original, false)]
    [InlineData("""{ "EchoTime": 1, "RefacePS": "text" }""", VolumeKind.Original, false)]
    [InlineData("""{ "DeidentificationMethod": ["by hand"] }""", VolumeKind.Original, true)]
    [InlineData("""{ "DeidentificationMethod": ["x"], "RefacePS": { "Kind": "Defaced" } }""", VolumeKind.Defaced, true)]
    public void A_sidecar_says_what_was_done(string? sidecar, VolumeKind kind, bool isMarked) =>
        Assert.Equal((kind, isMarked), (Sidecar.KindOf(Marked(sidecar)), Sidecar.ClaimOf(Marked(sidecar)).IsMarked));

    [Fact]
    public void Where_no_head_is_found_nothing_is_claimed()
    {
        var random = new Random(1);
        var noise = new byte[head.Grid.VoxelCount];
        random.NextBytes(noise);

        var check = new FaceDetector(head.Atlas, CPU).Check(new Volume(head.Grid, VoxelType.UInt8, noise));

        Assert.Equal(FaceCheckStatus.HeadNotFound, check.Status);
        Assert.Equal(double.NaN, check.FaceTissue);
    }

    private Volume Marked(string? sidecar) => head.Scan(VoxelType.Int16, value => 900 * value) with
        { Header = new VolumeHeader(new byte[348], false, default, sidecar) };

    private HeadProtector Protector() =>
        new(() => new(head.Atlas, null, CPU), DefaceRegion.Face, "head 1", "m 2", workers: 1);

    /// <summary>The same image with some voxels less at the low end of every axis.</summary>
    private static Volume Cropped(Volume volume)
    {
        var (grid, size) = (volume.Grid, volume.VoxelType.ByteSize());
        var (nx, ny, nz) = (grid.Nx - Crop, grid.Ny - Crop, grid.Nz - Crop);
        var voxels = new byte[nx * ny * nz * size];
        for (var k = 0; k < nz; k++)
        {
            for (var j = 0; j < ny; j++)
            {
                volume.Voxels.Span.Slice(grid.Find(Crop, j + Crop, k + Crop)!.Value * size, nx * size)
                    .CopyTo(voxels.AsSpan((k * ny + j) * nx * size));
            }
        }

        return new Volume(new VoxelGrid(nx, ny, nz, grid.Grid2World * AffineMatrix.Translation(Crop, Crop, Crop)),
            volume.VoxelType, voxels);
    }

    /// <summary>Voxels that one of two masks has and the other lacks, as a share of the mask.</summary>
    private static double Disagreement(Mask whole, Mask cropped)
    {
        var different = 0;
        for (var k = 0; k < cropped.Grid.Nz; k++)
        {
            for (var j = 0; j < cropped.Grid.Ny; j++)
            {
                for (var i = 0; i < cropped.Grid.Nx; i++)
                {
                    different += cropped.Voxels.Span[cropped.Grid.Find(i, j, k)!.Value]
                        != whole.Voxels.Span[whole.Grid.Find(i + Crop, j + Crop, k + Crop)!.Value] ? 1 : 0;
                }
            }
        }

        return different / (double)cropped.Count;
    }
}
