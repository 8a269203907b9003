using RefacePS.Atlases;
using RefacePS.Tests.Refacing;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.Atlases;

public sealed class LabelledScanTests : NetworkTest, IDisposable
{
    private static readonly VoxelGrid Grid = new(2, 2, 2, AffineMatrix.Identity);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_label_map_belongs_to_the_scan_whose_name_it_goes_on_with()
    {
        Touch("head1_T1_DLMUSE.nii.gz", "head10_T1_DLMUSE.nii.gz", "head1_T1_DLMUSE.json", "head2.nii");

        var pairs = LabelledScan.Pair(["/scans/head2.nii.gz", "/scans/head10_T1.nii.gz", "/scans/head1_T1.nii.gz"],
            folder.Path);

        Assert.Equal(
            [("head10_T1.nii.gz", "head10_T1_DLMUSE.nii.gz"), ("head1_T1.nii.gz", "head1_T1_DLMUSE.nii.gz"),
                ("head2.nii.gz", "head2.nii")],
            pairs.Select(pair => (Path.GetFileName(pair.ScanPath), Path.GetFileName(pair.LabelPath))));
    }

    [Fact]
    public void A_label_map_is_found_by_its_BIDS_name_below_the_folder()
    {
        Directory.CreateDirectory(folder.File("sub-1/anat"));
        Touch("sub-1/anat/sub-1_dseg.nii.gz", "sub-1/anat/sub-1_ses-2_dseg.nii.gz", "sub-1/anat/sub-1_T1w.nii.gz");

        var pair = Assert.Single(LabelledScan.Pair([folder.File("sub-1/anat/sub-1_T1w.nii.gz")], folder.Path));

        Assert.Equal(folder.File("sub-1/anat/sub-1_dseg.nii.gz"), pair.LabelPath);
    }

    [Theory]
    [InlineData("AtlasLabelMissing", "head10_labels.nii")]
    [InlineData("AtlasLabelAmbiguous", "head1_a.nii", "head1_b.nii")]
    public void What_cannot_be_paired_is_refused(string errorId, params string[] labels)
    {
        Touch(labels);
        var fault = Assert.Throws<AtlasSourceException>(() => LabelledScan.Pair(["/scans/head1.nii"], folder.Path));
        Assert.Equal(errorId, fault.ErrorId);
        Assert.Contains("head1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_scan_is_refused() =>
        Assert.Equal("AtlasScansMissing", Assert.Throws<AtlasSourceException>(() => LabelledScan.Pair([], folder.Path))
            .ErrorId);

    [Fact]
    public void Brain_becomes_one_and_fluid_belongs_to_the_cavity()
    {
        var three = new VoxelGrid(3, 2, 2, AffineMatrix.Identity);
        var pair = new LabelledScan(Write("scan.nii", three, 30, 120, 60), Write("labels.nii", three, 0, 1, 44));

        using var head = pair.Load(CPU, CancellationToken.None);

        Assert.Equal([0.5f, 2, 1], head.Scan.ToArray()[..3]);
        Assert.Equal([0f, 1, 1], head.Cavity.ToArray()[..3]);
    }

    [Fact]
    public void Labels_of_another_grid_are_refused()
    {
        var moved = new VoxelGrid(2, 2, 2, AffineMatrix.Translation(1, 0, 0));
        var pair = new LabelledScan(Write("scan.nii", Grid, 1, 2), Write("labels.nii", moved, 0, 2));
        Assert.Equal("AtlasLabelGridDiffers",
            Assert.Throws<AtlasSourceException>(() => pair.Load(CPU, CancellationToken.None)).ErrorId);
    }

    /// <summary>Other programs round the header that they write again.</summary>
    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.2, false)]
    public void Labels_of_a_grid_that_was_rounded_are_taken(double shift, bool isTaken)
    {
        var rounded = new VoxelGrid(2, 2, 2, AffineMatrix.Translation(0, shift, 0));

        Assert.Equal(isTaken, rounded.IsAlike(Grid));
        if (isTaken)
        {
            using var head = new LabelledScan(
                Write("scan.nii", Grid, 1, 2), Write("labels.nii", rounded, 0, 2)).Load(CPU, CancellationToken.None);
            Assert.Equal(Grid, head.Cavity.Grid);
        }
    }

    [Fact]
    public void Labels_without_brain_are_refused()
    {
        var pair = new LabelledScan(Write("scan.nii", Grid, 1, 2), Write("labels.nii", Grid, 0, 1));
        Assert.Equal(
            "AtlasLabelEmpty", Assert.Throws<AtlasSourceException>(() => pair.Load(CPU, CancellationToken.None))
                .ErrorId);
    }

    /// <summary>Writes a row of values, four times over: a volume has more than one row and slice.</summary>
    private string Write(string name, VoxelGrid grid, params float[] row) =>
        LabelledPhantom.Write(folder.File(name), grid, [.. row, .. row, .. row, .. row], VoxelType.UInt8);

    private void Touch(params string[] names) =>
        Array.ForEach(names, name => File.WriteAllText(folder.File(name), string.Empty));
}
