using RefacePS.Files;

namespace RefacePS.Tests.Files;

public sealed class BidsNameTests
{
    [Theory]
    [InlineData("sub-01_T1w.nii.gz", "01", null)]
    [InlineData("sub-A7_ses-follow2_acq-mprage_run-1_T1w.nii", "A7", "follow2")]
    [InlineData("folder/sub-01_T1w.hdr", "01", null)]
    [InlineData("IXI012-HH-1211-T1.nii.gz", "IXI012-HH-1211-T1", null)]
    [InlineData("sub-01.nii.gz", "sub-01", null)]
    [InlineData("sub-01_oops_T1w.nii.gz", "sub-01_oops_T1w", null)]
    [InlineData("T1w_sub-01.nii.gz", "T1w_sub-01", null)]
    [InlineData("my.scan.v2.nii.gz", "my.scan.v2", null)]
    [InlineData("sub-01_desc-defaced_T1w.nii.gz", "01", null)]
    [InlineData("scan_desc-refaced.nii.gz", "scan", null)]
    public void SubjectAndSession(string path, string subject, string? session)
    {
        var name = BidsName.Parse(path);
        Assert.Equal((subject, session), (name.Subject, name.Session));
    }

    [Theory]
    [InlineData("sub-01_T1w.nii.gz", "sub-01_desc-refaced_T1w.nii.gz")]
    [InlineData("sub-01_ses-2_run-1_T1w.nii", "sub-01_ses-2_run-1_desc-refaced_T1w.nii")]
    [InlineData("sub-01_desc-defaced_T1w.nii.gz", "sub-01_desc-refaced_T1w.nii.gz")]
    [InlineData("scan.nii.gz", "scan_desc-refaced.nii.gz")]
    [InlineData("SCAN.NII.GZ", "SCAN_desc-refaced.NII.GZ")]
    [InlineData("scan.img", "scan_desc-refaced.img")]
    [InlineData("scan.HDR.gz", "scan_desc-refaced.HDR.gz")]
    [InlineData("brain.v2.nii", "brain.v2_desc-refaced.nii")]
    public void Descriptions(string path, string expected) =>
        Assert.Equal(expected, BidsName.Parse(path).WithDescription("refaced").ToString());

    [Theory]
    [InlineData("sub-01_T1w.nii.gz", "sub-01_mod-T1w_desc-face_mask.nii.gz")]
    [InlineData("sub-01_ses-2_desc-defaced_T2w.nii.gz", "sub-01_ses-2_mod-T2w_desc-face_mask.nii.gz")]
    [InlineData("scan.nii.gz", "scan_desc-face_mask.nii.gz")]
    [InlineData("scan_desc-defaced.nii.gz", "scan_desc-face_mask.nii.gz")]
    [InlineData("scan_desc-defaced_T1w.nii.gz", "scan_T1w_desc-face_mask.nii.gz")]
    public void Masks(string path, string expected) =>
        Assert.Equal(expected, BidsName.Parse(path).ToMask("face").ToString());

    [Theory]
    [InlineData("scan.img", "scan.hdr", "scan.img")]
    [InlineData("SCAN.HDR.GZ", "SCAN.HDR.GZ", "SCAN.IMG.GZ")]
    [InlineData("scan.nii.gz", "scan.nii.gz", "scan.nii.gz")]
    public void HalvesOfAPair(string path, string header, string voxels)
    {
        var file = VolumePath.Parse(path);
        Assert.Equal((header, voxels), (Path.GetFileName(file.HeaderFile), Path.GetFileName(file.VoxelFile)));
    }
}
