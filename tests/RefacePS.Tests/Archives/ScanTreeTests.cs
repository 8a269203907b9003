using RefacePS.Archives;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

public sealed class ScanTreeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Heads_are_the_images_of_a_folder_and_the_T1_weighted_heads_of_BIDS_below_it()
    {
        Touch("head.nii", "pair.hdr", "pair.img", "note.txt", "old/head.nii", "sub-1/anat/sub-1_T1w.nii.gz",
            "sub-1/anat/sub-1_T1w.json", "sub-1/anat/sub-1_T2w.nii.gz", "sub-1/anat/sub-1_dseg.nii.gz",
            "sub-2/ses-1/anat/sub-2_ses-1_UNIT1.nii", "derivatives/fs/sub-1/anat/sub-1_desc-defaced_T1w.nii.gz",
            "sourcedata/sub-1_T1w.nii");

        Assert.Equal(
            ["head.nii", "pair.hdr", "sub-1/anat/sub-1_T1w.nii.gz", "sub-2/ses-1/anat/sub-2_ses-1_UNIT1.nii"],
            ScanTree.Heads(folder.Path, out var nameless).Select(Name));
        Assert.Equal(["old/head.nii"], nameless.Select(Name));

        string Name(string file) => Path.GetRelativePath(folder.Path, file).Replace('\\', '/');
    }

    [Fact]
    public void A_folder_without_a_head_is_an_error_that_says_what_is_looked_for()
    {
        Touch("patient/t1.nii");

        var fault = Assert.Throws<VolumeFileException>(() => ScanTree.Heads(folder.Path, out _));

        Assert.Equal(VolumeFileFault.VolumeNotFound, fault.Fault);
        Assert.Contains("_T1w", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Two links to the folder above make as many paths as there are orders to follow them in.</summary>
    [Fact]
    public void Links_that_lead_round_are_followed_once()
    {
        Touch("in/sub-1_T1w.nii", "elsewhere/sub-2_T1w.nii");
        Directory.CreateSymbolicLink(folder.File("in/a"), folder.File("in"));
        Directory.CreateSymbolicLink(folder.File("in/b"), folder.File("in"));
        Directory.CreateSymbolicLink(folder.File("in/c"), folder.File("elsewhere"));

        Assert.Equal([folder.File("in/c/sub-2_T1w.nii"), folder.File("in/sub-1_T1w.nii")],
            ScanTree.Heads(folder.File("in"), out _));
    }

    private void Touch(params string[] names)
    {
        foreach (var name in names.Select(folder.File))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(name)!);
            File.WriteAllText(name, string.Empty);
        }
    }
}
