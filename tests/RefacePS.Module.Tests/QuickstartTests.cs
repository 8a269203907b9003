using System.Text.Json;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>The first command of the README: the main job on the sample that ships, in a process of its own.</summary>
[Collection(Quickstart.Name)]
public sealed class QuickstartTests(Quickstart quickstart)
{
    /// <summary>Soft tissue of the sample is brighter than this; its air is noise of standard deviation 3.</summary>
    private const short Tissue = 40;

    [Fact]
    public void The_script_succeeds_and_reports_no_error()
    {
        Assert.Equal("", quickstart.Error);
        Assert.Equal(0, quickstart.ExitCode);
    }

    [Fact]
    public void All_files_are_there_and_no_others() => Assert.Equal(
        [
            "before-and-after.png", "head.png",
            "head_desc-defaced.json", "head_desc-defaced.nii.gz", "head_desc-defaced.png",
            "head_desc-face_mask.nii.gz",
            "head_desc-refaced.json", "head_desc-refaced.nii.gz", "head_desc-refaced.png",
        ],
        Directory.GetFiles(quickstart.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void The_script_names_the_files_to_look_at()
    {
        string[] named = ["before-and-after.png", "head_desc-refaced.nii.gz", "head_desc-refaced.json",
            quickstart.Folder];
        Assert.All(named, name => Assert.Contains(name, quickstart.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("head_desc-defaced.nii.gz")]
    [InlineData("head_desc-refaced.nii.gz")]
    public void Kept_voxels_are_those_of_the_sample(string file)
    {
        var sample = NiftiBytes.Voxels<short>(quickstart.Sample);
        var result = NiftiBytes.Voxels<short>(Path.Combine(quickstart.Folder, file));
        var removed = quickstart.Mask();

        Assert.Equal(sample.Length, result.Length);
        Assert.DoesNotContain(Enumerable.Range(0, sample.Length), i => removed[i] == 0 && sample[i] != result[i]);
    }

    [Fact]
    public void The_face_goes_and_one_of_about_the_same_size_comes()
    {
        var before = TissueInMask(quickstart.Sample);

        Assert.True(before > 100_000,
            $"The mask covers {before} mm3 of tissue; a face from the eyes to the chin has several times as much.");
        Assert.Equal(0, TissueInMask(Path.Combine(quickstart.Folder, "head_desc-defaced.nii.gz")));
        Assert.InRange(TissueInMask(Path.Combine(quickstart.Folder, "head_desc-refaced.nii.gz")), before / 2,
            before * 3 / 2);
    }

    [Fact]
    public void The_sidecar_says_that_the_defacing_is_good()
    {
        using var sidecar = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(quickstart.Folder, "head_desc-refaced.json")));
        var quality = sidecar.RootElement.GetProperty("RefacePS").GetProperty("Quality");

        Assert.Equal("Good", quality.GetProperty("Status").GetString());
        Assert.Equal(0, quality.GetProperty("BrainVoxelsRemoved").GetInt64());
    }

    /// <summary>Bright voxels, of 1 mm3 each, where the face was removed.</summary>
    private int TissueInMask(string file)
    {
        var removed = quickstart.Mask();
        return NiftiBytes.Voxels<short>(file).Where((value, i) => removed[i] != 0 && value > Tissue).Count();
    }
}
