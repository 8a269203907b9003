using RefacePS.Archives;

namespace RefacePS.Tests.Archives;

public sealed class ArchivePlannerTests : IDisposable
{
    private readonly SyntheticArchive archive = new();

    public void Dispose() => archive.Dispose();

    [Fact]
    public void Heads_are_refaced_and_other_images_of_their_session_take_the_mask()
    {
        archive.WithSubjects(1);

        var session = Assert.Single(Plan().Sessions);

        Assert.Equal(
            [
                ("T1w", ArchiveRole.Head, Treatment.Reface), ("T2w", ArchiveRole.Companion, Treatment.Deface),
                ("bold", ArchiveRole.Companion, Treatment.Deface), ("dseg", ArchiveRole.Map, Treatment.Clear),
            ],
            session.Select(item => (item.Path.Split('_')[^1].Split('.')[0], item.Role, item.Treatment))
                .OrderBy(item => item.Role).ThenBy(item => item.Item1, StringComparer.Ordinal));
        Assert.Equal(
            ["sub-001/ses-1/anat/sub-001_ses-1_T1w.nii.gz", "sub-001/ses-1/anat/sub-001_ses-1_T1w.json"],
            session[0].Inputs);
    }

    [Fact]
    public void A_twin_has_the_names_of_the_source()
    {
        archive.WithSubjects(2);

        var plan = Plan();

        Assert.All(plan.Scans, item => Assert.Equal(item.Path, item.Outputs[0]));
        Assert.Equal(
            ["dataset_description.json", "participants.tsv", "sub-001/ses-1/func/sub-001_ses-1_task-rest_events.tsv",
                "sub-002/ses-1/func/sub-002_ses-1_task-rest_events.tsv"],
            plan.Files.Select(item => item.Path));
    }

    [Fact]
    public void A_derivative_has_names_that_say_what_was_done_and_a_description_of_its_own()
    {
        archive.WithSubjects(1);
        archive.AddFile("sub-001/sub-001_scans.tsv");

        var plan = Plan(options => options with { Layout = ArchiveLayout.Derivative });

        Assert.Equal(
            ["sub-001_ses-1_desc-refaced_T1w.nii.gz", "sub-001_ses-1_desc-defaced_T2w.nii",
                "sub-001_ses-1_task-rest_desc-defaced_bold.nii.gz", "sub-001_ses-1_desc-tissue_dseg.nii.gz"],
            plan.Scans.Select(item => item.Outputs[0].Split('/')[^1]));
        Assert.DoesNotContain(
            plan.Files, item => item.Path is "dataset_description.json" or "sub-001/sub-001_scans.tsv");
    }

    [Fact]
    public void Only_single_T1_weighted_heads_and_images_without_a_BIDS_name_are_refaced()
    {
        archive.AddScan("sub-1/anat/sub-1_T2w.nii.gz");
        archive.AddScan("sub-2/anat/sub-2_T1w.nii.gz", frames: 2);
        archive.AddScan("head.nii");
        archive.AddScan("series.nii", frames: 2);

        Assert.Equal(
            [("head.nii", Treatment.Reface), ("series.nii", Treatment.Deface),
                ("sub-1/anat/sub-1_T2w.nii.gz", Treatment.Deface), ("sub-2/anat/sub-2_T1w.nii.gz", Treatment.Deface)],
            Plan().Scans.Select(item => (item.Path, item.Treatment)).Order());
        Assert.All(Plan(options => options with { Method = ArchiveMethod.Deface }).Scans, item =>
            Assert.Equal(Treatment.Deface, item.Treatment));
        Assert.All(Plan().Scans, item => Assert.Equal(ArchiveRole.Head, item.Role));
    }

    /// <summary>An image that was brought into another space shares no world with the session's head.</summary>
    [Theory]
    [InlineData("sub-1/anat/sub-1_FLAIR.nii.gz", ArchiveRole.Companion)]
    [InlineData("sub-1/fmap/sub-1_phasediff.nii.gz", ArchiveRole.Map)]
    [InlineData("sub-1/anat/sub-1_T1map.nii.gz", ArchiveRole.Map)]
    [InlineData("sub-1/anat/sub-1_part-phase_T1w.nii.gz", ArchiveRole.Map)]
    [InlineData("sub-1/anat/sub-1_label-lesion_roi.nii.gz", ArchiveRole.Map)]
    [InlineData("sub-1/anat/sub-1_space-orig_mask.nii.gz", ArchiveRole.Map)]
    [InlineData("sub-1/anat/sub-1_space-MNI_T2w.nii.gz", ArchiveRole.Head)]
    [InlineData("sub-1/ses-b/anat/sub-1_ses-b_T2w.nii.gz", ArchiveRole.Head)]
    [InlineData("derivatives/x/sub-1/anat/sub-1_T2w.nii.gz", ArchiveRole.Head)]
    [InlineData("other.nii.gz", ArchiveRole.Head)]
    public void Companions_are_those_that_share_the_world_of_a_head(string path, ArchiveRole role)
    {
        archive.AddScan("sub-1/anat/sub-1_T1w.nii.gz");
        archive.AddScan(path);

        Assert.Equal(role, Plan().Scans.Single(item => item.Path == path).Role);
    }

    [Fact]
    public void A_phase_is_placed_by_its_magnitude_and_by_the_heads_of_its_session()
    {
        archive.AddScan("sub-1/anat/sub-1_T1w.nii.gz");
        archive.AddScan("sub-1/fmap/sub-1_run-1_magnitude1.nii.gz");
        archive.AddScan("sub-1/fmap/sub-1_run-2_magnitude1.nii.gz");
        archive.AddScan("sub-1/fmap/sub-1_run-1_phasediff.nii.gz");

        var phase = Plan().Scans.Single(item => item.Role == ArchiveRole.Map);

        Assert.Equal(["sub-1/anat/sub-1_T1w.nii.gz", "sub-1/fmap/sub-1_run-1_magnitude1.nii.gz"], phase.PlacedBy);
        Assert.Equal([phase.Path, .. phase.PlacedBy], phase.Inputs);
    }

    [Theory]
    [InlineData("T1map", Treatment.Clear)]
    [InlineData("phasediff", Treatment.Withhold)]
    public void A_map_of_a_quantity_can_stand_for_itself(string suffix, Treatment treatment)
    {
        archive.AddScan($"sub-1/anat/sub-1_{suffix}.nii.gz");

        Assert.Equal(treatment, Assert.Single(Plan().Scans).Treatment);
    }

    [Fact]
    public void Labels_without_a_head_are_withheld()
    {
        archive.AddScan("sub-1/anat/sub-1_dseg.nii.gz");

        var item = Assert.Single(Plan().Scans);

        Assert.Equal((Treatment.Withhold, ArchiveFault.NoHeadInSession), (item.Treatment, item.Fault!.Fault));
        Assert.Empty(item.Outputs);
    }

    [Theory]
    [InlineData("a.dcm")]
    [InlineData("a.mnc")]
    [InlineData("a.MNC.gz")]
    [InlineData("all.tar.gz")]
    [InlineData("all.zip")]
    public void Images_that_cannot_be_treated_are_known_by_their_names(string name)
    {
        archive.AddFile(name);

        Assert.Equal(ArchiveFault.ImageAmongOtherFiles, Assert.Single(Plan().Scans).Fault!.Fault);
        Assert.Empty(Plan().Files);
    }

    [Theory]
    [InlineData("sub-1_T1w.mgh")]
    [InlineData("sub-1_T1w.mgz")]
    public void Volumes_of_FreeSurfer_are_images(string name)
    {
        archive.AddFile(name);

        var item = Assert.Single(Assert.Single(Plan().Sessions));

        Assert.Equal((name, ArchiveRole.Head), (item.Outputs[0], item.Role));
    }

    [Fact]
    public void Images_that_cannot_be_treated_are_known_by_their_content()
    {
        archive.AddScan("head.nii.gz");
        archive.AddScan("head.nii");
        File.Move(archive.In("head.nii.gz"), archive.In("packed"));
        File.Move(archive.In("head.nii"), archive.In("notes.txt"));
        archive.AddFile("IM1", [.. new byte[128], .. "DICM"u8]);
        archive.AddFile("a.txt", [.. "NRRD0005"u8]);
        archive.AddFile("real.txt");

        var plan = Plan();

        Assert.Equal(["IM1", "a.txt", "notes.txt", "packed"], plan.Scans.Select(item => item.Path)
            .Order(StringComparer.Ordinal));
        Assert.Equal("real.txt", Assert.Single(plan.Files).Path);
    }

    [Fact]
    public void Of_two_that_would_become_one_file_the_second_has_a_fault()
    {
        archive.AddScan("scan.nii");
        archive.AddScan("scan.nii.gz");

        var faults = Plan().Scans.ToDictionary(item => item.Path, item => item.Fault?.Fault);

        Assert.Null(faults["scan.nii"]);
        Assert.Equal(ArchiveFault.DestinationUsedTwice, faults["scan.nii.gz"]);
    }

    [Fact]
    public void History_and_destination_are_no_part_of_the_tree()
    {
        archive.AddScan(".git/annex/head.nii");
        archive.AddScan(".datalad/head.nii");
        archive.AddScan("derivatives/refaced/head.nii");

        Assert.Empty(Plan(options => options with { Destination = archive.In("derivatives/refaced") }).Scans);
    }

    [Fact]
    public void Trees_that_overlap_are_refused()
    {
        archive.AddScan("deep/head.nii");
        var inner = new ArchiveOptions { Source = archive.In("deep"), Destination = archive.Source };
        var same = inner with { Source = archive.Source };
        var review = new ArchiveOptions
            { Source = archive.Source, Destination = archive.Destination, ReviewPath = archive.Out("review") };

        Assert.All([inner, same, review], options =>
            Assert.Equal(ArchiveFault.ArchivesOverlap,
                Assert.Throws<ArchiveException>(() => ArchivePlanner.Plan(options)).Fault));
    }

    [Fact]
    public void A_source_that_is_not_there_is_refused() => Assert.Equal(
        ArchiveFault.ArchiveNotFound, Assert.Throws<ArchiveException>(
            () => Plan(options => options with { Source = archive.In("absent") })).Fault);

    private ArchivePlan Plan(Func<ArchiveOptions, ArchiveOptions>? change = null)
    {
        var options = new ArchiveOptions { Source = archive.Source, Destination = archive.Destination };
        return ArchivePlanner.Plan(change?.Invoke(options) ?? options);
    }
}
