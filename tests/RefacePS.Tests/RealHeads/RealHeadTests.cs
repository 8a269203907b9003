using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Refacing;
using RefacePS.Tests.Support;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.RealHeads;

/// <summary>A few real scans; all of them are measured by the benchmark deface-accuracy.</summary>
public sealed class RealHeadTests(AverageHead head) : NetworkTest, IClassFixture<AverageHead>
{
    private readonly Defacer defacer = new(head.Atlas, CPU);

    /// <summary>A nose cut by the field of view, an old head, a young one.</summary>
    [SharedDataTheory]
    [InlineData("IXI052-HH-1343")]
    [InlineData("IXI443-HH-2215")]
    [InlineData("IXI013-HH-1212")]
    public void The_face_goes_and_no_labelled_voxel_of_the_skull_cavity(string subject)
    {
        var scan = Read("cohort", "validation", $"{subject}_T1.nii.gz");
        var labels = Read("cohort", "labels", $"{subject}_T1_DLMUSE.nii.gz");

        var defaced = defacer.Deface(scan);

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        KeptVoxels.AssertEqual(scan, defaced);
        var cavity = VoxelConversion.ToFloat(labels);
        var removed = defaced.FaceMask!.Voxels.ToArray();
        Assert.Equal(0, cavity.Zip(removed).Count(voxel => voxel.First > 0 && voxel.Second != 0));
        Assert.InRange(removed.Count(voxel => voxel != 0) * scan.Grid.VoxelVolume / 1000, 500, 2500);
    }

    /// <summary>Converters exchange front and back, or take LPS for RAS. A head that faces backwards was believed in
    /// these.</summary>
    [SharedDataTheory]
    [InlineData("IXI052-HH-1343", 1)]
    [InlineData("IXI600-HH-2660", 1)]
    [InlineData("IXI052-HH-1343", -1)]
    [InlineData("IXI600-HH-2660", -1)]
    public void A_head_whose_header_exchanges_front_and_back_is_found_where_it_is(string subject, int x)
    {
        var scan = Read("cohort", "validation", $"{subject}_T1.nii.gz");
        var wrong = new VoxelGrid(
            scan.Grid.Nx, scan.Grid.Ny, scan.Grid.Nz, AffineMatrix.Scale(x, -1, 1) * scan.Grid.Grid2World);
        using var image = Image.FromVolume(scan, CPU);
        using var mistaken = Image.FromVolume(new Volume(wrong, scan.VoxelType, scan.Voxels), CPU);

        using var right = head.Atlas.Registration.Align(image, hasWorld: true);
        using var found = head.Atlas.Registration.Align(mistaken, hasWorld: true);

        var (noseX, noseY, noseZ) = right.Scan2Atlas.Inverse().Apply(0, 124, -61);
        var (_, y, z) = found.Scan2Atlas.Apply(x * noseX, -noseY, noseZ);
        Assert.InRange(y, 114, 134);
        Assert.InRange(z, -71, -51);
    }

    /// <summary>Beside its bone all else of it looks alike.</summary>
    [SharedDataFact]
    public void Computed_tomography_is_seen_twice()
    {
        var defaced = defacer.Deface(
            NiftiReader.Read(SharedData.Path("other-scanners", "ct_ge_tilt_padded.nii.gz")));

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.Equal(FaceCheckStatus.NoFace, defaced.Quality.SecondLook);
        Assert.Equal(0, defaced.Quality.BrainVoxelsRemoved);
    }

    /// <summary>Heads far from the average, which without their face looked more like one that is turned by 90 degrees,
    /// and like one that is pitched.</summary>
    [SharedDataTheory]
    [InlineData("IXI260-HH-1805")]
    [InlineData("IXI443-HH-2215")]
    public void A_head_without_its_face_is_found_where_it_was(string subject)
    {
        var scan = Read("cohort", "validation", $"{subject}_T1.nii.gz");
        var defaced = defacer.Deface(scan);

        using var again = defacer.Locate(defaced, default);

        Assert.InRange(
            WorkingBrain.Distance(defaced.Transform!.Value, again.Scan2Atlas, head.Atlas.Average), 0, 5);
    }

    /// <summary>Three ways to deface, none of them ours.</summary>
    [SharedDataTheory]
    [InlineData("LHData_sub-01_T1w.nii.gz")]
    [InlineData("LHData_sub-02_T1w.nii.gz")]
    [InlineData("LHData_sub-03_T1w.nii.gz")]
    [InlineData("LHData_sub-04_T1w.nii.gz")]
    [InlineData("LHData_sub-05_T1w.nii.gz")]
    public void What_someone_else_removed_is_found_and_filled(string file)
    {
        var scan = Read("defaced", file);
        using var generator = new UnetGenerator(new UnetOptions(Depth: 5, Filters: 2));

        var refaced = new Refacer(
            head.Atlas, new SliceFaceGenerator(head.Atlas, new SliceGenerator(generator), CPU), "none 0", CPU)
                .Reface(scan);

        KeptVoxels.AssertEqual(scan, refaced);
        Assert.InRange(refaced.FaceMask!.Voxels.ToArray().Count(voxel => voxel != 0) * scan.Grid.VoxelVolume / 1000,
            300, 1200);
    }

    /// <summary>Their cuts reach farther back than our zone: 03 by most.</summary>
    [SharedDataTheory]
    [InlineData("LHData_sub-03_T1w.nii.gz", 40)]
    [InlineData("LHData_sub-04_T1w.nii.gz", 1)]
    public void What_someone_else_defaced_is_said_to_be_and_loses_its_holes_too(string file, double milliliters)
    {
        var scan = Read("defaced", file);
        using var alignment = defacer.Locate(scan, default);
        using var image = Image.FromVolume(scan, CPU);
        using var anatomy = ScanAnatomy.Of(image, head.Atlas, alignment);
        var zone = Defacer.RemovedVoxels(scan.Grid, anatomy, DefaceRegion.Face);

        var defaced = defacer.Deface(scan, alignment, DefaceRegion.Face, default);

        Assert.Equal(DefaceStatus.AlreadyDefaced, defaced.Quality!.Status);
        KeptVoxels.AssertEqual(scan, defaced);
        Assert.InRange(defaced.FaceMask!.VolumeMilliliters - zone.VolumeMilliliters, milliliters, 300);
    }

    private static Volume Read(params ReadOnlySpan<string> parts) => NiftiReader.Read(SharedData.Path(parts));
}
