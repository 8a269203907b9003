using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Privacy;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Refacing.ShapeModel;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Privacy;

public sealed class ReidentificationAttackTests(AverageHead head) : IClassFixture<AverageHead>
{
    private readonly SyntheticPeople people = new(head.Atlas);

    /// <summary>Three people in the gallery: another scan of one is found, and a person who has another's face is
    /// not.</summary>
    [Fact]
    public void Owners_of_intact_faces_are_found_and_owners_of_other_faces_are_not()
    {
        var attack = new ReidentificationAttack(head.Atlas, CPU, new());
        for (var person = 1; person <= 3; person++)
        {
            var original = people.Scan(person, $"p{person}");
            attack.AddToGallery(original, original.Subject);
            if (person == 1)
            {
                attack.AddProbe(ControlCopy.Create(original, seed: 77, CPU), original.Subject, "Copy");
                attack.AddProbe(people.Scan(person + 1, null), original.Subject, "Other");
            }
        }

        Assert.Throws<RiskException>(() => attack.AddToGallery(people.Scan(9, "p1"), "p1"));
        var summary = attack.Run();

        Assert.Equal(3, summary.Gallery);
        Assert.All(summary.Control.Concat(summary.Rows.Where(row => row.Variant == "Copy")), row =>
            Assert.Equal((1.0, 1.0), (row.Top1, row.MeanRank)));
        Assert.All(summary.Rows.Where(row => row.Variant == "Other"), row =>
            Assert.True(row.Top1 == 0 && row.MeanRank > 1, row.ToString()));
        Assert.Equal(
            (RiskExclusionReason.DuplicateSubject, "p1", "Gallery"),
            (summary.Exclusions.Single().Reason, summary.Exclusions.Single().Subject, summary.Exclusions.Single()
                .Variant));
        Assert.Contains(summary.Notices, notice => notice.Id == "SmallGallery");

        // The copy is nearer to the truth than the average face is, by every distance.
        Assert.All(summary.AverageFaceTests.Where(test => test.Variant == "Copy"), test =>
            Assert.Equal((1, 1, -1.0), (test.N, test.NearerThanAverage, test.EffectSize)));
        Assert.All(summary.AverageFaceTests.Where(test => test.Variant == "Other"), test =>
            Assert.True(test.MedianDistance > 1, test.ToString()));
    }

    /// <summary>A head and the same head made larger: another face at its true size, and the same at one
    /// size.</summary>
    [Fact]
    public void Size_tells_heads_apart_unless_they_are_brought_to_one_size()
    {
        var scan = people.Scan(1, "p1");
        var grid = scan.Grid;
        var larger = new Volume(
            new VoxelGrid(grid.Nx, grid.Ny, grid.Nz, AffineMatrix.Scale(1.08, 1.08, 1.08) * grid.Grid2World),
            scan.VoxelType, scan.Voxels);
        var reader = new FaceReader(head.Atlas, CPU);

        var (first, second) = (reader.Read(scan, default).Face, reader.Read(larger, default).Face);

        Assert.InRange(GalleryDistances.Between(FaceDistance.FrontDepth, first, second), 3, 20);
        Assert.InRange(GalleryDistances.Between(FaceDistance.ScaledDepth, first, second), 0, 0.6);
    }

    /// <summary>The average face, gone, is predicted by a model whose mean it is.</summary>
    [Fact]
    public void The_kept_part_predicts_the_face_that_was_removed()
    {
        using var predictor = new FacePredictor(head.Atlas, MadeUpShapes.Create(head.Atlas), []);
        var whole = people.Scan(0, null);
        var reader = new FaceReader(head.Atlas, CPU);

        var truth = reader.Read(whole, default).Face;
        var seen = reader.Read(new Defacer(head.Atlas, CPU).Deface(whole), predictor, watch: null, default);

        // Less than a voxel of 4 mm; it was 2.7.
        Assert.InRange(GalleryDistances.Between(FaceDistance.FrontDepth, seen.Predicted!, truth), 0, 4);
        Assert.True(GalleryDistances.Between(FaceDistance.FrontDepth, seen.Face, truth) > 10);
    }

    [Fact]
    public void Predicted_faces_are_looked_up_but_for_those_of_people_whom_the_model_has_seen()
    {
        using var predictor = new FacePredictor(head.Atlas, MadeUpShapes.Create(head.Atlas), ["P-2"]);
        var attack = new ReidentificationAttack(
            head.Atlas, CPU, new() { WithControl = false, Predictor = predictor });
        for (var person = 1; person <= 2; person++)
        {
            var original = people.Scan(person, $"p{person}");
            attack.AddToGallery(original, original.Subject);
            attack.AddProbe(original, original.Subject, "Intact");
        }

        var summary = attack.Run();

        var predicted = Assert.Single(summary.PredictedFaceProbes);
        Assert.Equal(("p1", "Intact, predicted"), (predicted.Subject, predicted.Variant));
        Assert.Equal(Enum.GetValues<FaceDistance>(), summary.PredictedFaceRows.Select(row => row.Distance));
        Assert.All(summary.PredictedFaceRows, row => Assert.Equal(("Intact, predicted", 1), (row.Variant, row.Probes)));
        Assert.Equal(2 * Enum.GetValues<FaceDistance>().Length, summary.Rows.Count + summary.AverageFaceRows.Count);
    }

    /// <summary>The pose comes from what defacing keeps: with or without the face, the tip of the nose is expected at
    /// the same place.</summary>
    [Fact]
    public void A_head_lies_where_it_lay_when_its_face_is_gone()
    {
        var scan = people.Scan(3, "p3");
        var defaced = new Defacer(head.Atlas, CPU).Deface(scan);

        var (x, y, z) = PoseOf(scan).Scan2Head.Apply(0, 125, -60);
        var (u, v, w) = PoseOf(defaced).Scan2Head.Apply(0, 125, -60);

        Assert.InRange(Math.Sqrt((x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w)), 0, 0.5);
    }

    [Fact]
    public void What_shows_no_head_or_nobody_is_listed_and_thrown()
    {
        var attack = new ReidentificationAttack(head.Atlas, CPU, new() { WithControl = false });
        var grid = new VoxelGrid(40, 40, 40, AffineMatrix.Scale(5, 5, 5));
        var empty = new Volume(grid, VoxelType.UInt8, new byte[64_000]) { Subject = "none" };

        Assert.Throws<HeadNotFoundException>(() => attack.AddToGallery(empty, "none"));
        Assert.Equal(RiskFault.SubjectUnknown,
            Assert.Throws<RiskException>(() => attack.AddProbe(empty, null, "Defaced")).Fault);
        Assert.Equal(RiskFault.GalleryTooSmall, Assert.Throws<RiskException>(() => attack.Run()).Fault);
        Assert.Equal([RiskExclusionReason.HeadNotFound, RiskExclusionReason.SubjectUnknown],
            attack.Exclusions.Select(exclusion => exclusion.Reason));
    }

    /// <summary>Strangers alone end the attack. Probes of other shapes: of several frames the first counts, in other
    /// voxels and with values that are no numbers; a single slice shows no head.</summary>
    [Fact]
    public void A_probe_has_its_owner_in_the_gallery_and_may_have_any_shape_and_values_that_are_no_numbers()
    {
        var attack = new ReidentificationAttack(head.Atlas, CPU, new() { WithControl = false });
        var (first, second) = (people.Scan(1, "p1"), people.Scan(2, "p2"));
        attack.AddToGallery(WithoutNumbers(first), "p1");
        attack.AddToGallery(second, "p2");
        attack.AddProbe(second, "stranger", "Copy");
        var fault = Assert.Throws<RiskException>(() => attack.Run());
        Assert.Equal(RiskFault.NoProbes, fault.Fault);
        Assert.Contains("are those of stranger, the gallery holds p1, p2.", fault.Message, StringComparison.Ordinal);

        attack.AddProbe(TwoFrames(first), "p1", "Frames");
        attack.AddProbe(WithoutNumbers(ControlCopy.Create(second, 3, CPU)), "p2", "NoNumbers");
        var slice = new VoxelGrid(first.Grid.Nx, first.Grid.Ny, 1, AffineMatrix.Scale(3, 3, 80));
        var sliceBytes = first.Voxels[..(int)(slice.VoxelCount * sizeof(float))];

        Assert.Throws<HeadNotFoundException>(
            () => attack.AddProbe(new Volume(slice, VoxelType.Float32, sliceBytes), "p1", "Slice"));
        Assert.All(attack.Run().Rows, row => Assert.Equal(1, row.MeanRank));
        Assert.Equal([RiskExclusionReason.HeadNotFound, RiskExclusionReason.OwnerNotInGallery],
            attack.Exclusions.Select(exclusion => exclusion.Reason));
    }

    [Fact]
    public void A_copy_is_the_same_for_the_same_seed_and_lies_otherwise()
    {
        var scan = people.Scan(1, "p1");
        var (first, again, other) =
            (ControlCopy.Create(scan, 5, CPU), ControlCopy.Create(scan, 5, CPU), ControlCopy.Create(scan, 6, CPU));

        Assert.True(first.Voxels.Span.SequenceEqual(again.Voxels.Span));
        Assert.False(first.Voxels.Span.SequenceEqual(other.Voxels.Span));
        Assert.NotEqual(scan.Grid, first.Grid);
        Assert.Equal(scan.Grid.Centre.X, first.Grid.Centre.X, 6);
    }

    private static Volume TwoFrames(Volume scan) =>
        new(scan.Grid, scan.VoxelType, (byte[])[.. scan.Voxels.Span, .. new byte[scan.Voxels.Length]], frameCount: 2);

    /// <summary>NaN and infinity here and there.</summary>
    private static Volume WithoutNumbers(Volume scan)
    {
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(scan.Voxels.Span).ToArray();
        for (var i = 0; i < values.Length; i += 97)
        {
            values[i] = i % 2 == 0 ? float.NaN : float.PositiveInfinity;
        }

        return scan.WithVoxels(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray());
    }

    private HeadPose PoseOf(Volume volume)
    {
        using var image = Image.FromVolume(volume, CPU);
        return HeadPose.Find(head.Atlas, volume, image, CancellationToken.None);
    }
}
