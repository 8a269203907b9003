using System.Text.Json;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>
/// The result of another system for the sample (the folder named by REFACEPS_LINUX_RUN) against that of this one.
/// Outside the removed region both are the sample; inside, processors and libraries differ in the last bits of
/// arithmetic.
/// </summary>
[Collection(Quickstart.Name)]
public sealed class SystemAgreementTests(Quickstart here)
{
    private const string Variable = "REFACEPS_LINUX_RUN";

    /// <summary>Share of the voxels of a mask that the other may lack: the cut follows a field that is solved for in
    /// 32-bit arithmetic.</summary>
    private const double MaskTolerance = 0.001;

    /// <summary>Mean difference of a generated voxel, in stored values; tissue of the sample is about 150, and the
    /// noise in it 3.</summary>
    private const double MeanTolerance = 3;

    private static string There => Environment.GetEnvironmentVariable(Variable)!;

    [OtherSystemFact]
    public void Both_systems_write_the_same_files() => Assert.Equal(
        Directory.GetFiles(There).Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Directory.GetFiles(here.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [OtherSystemFact]
    public void The_masks_agree_but_for_single_voxels()
    {
        var (mine, other) = (here.Mask(), Mask(There));
        var differing = mine.Zip(other).Count(pair => pair.First != pair.Second);

        Assert.Equal(mine.Length, other.Length);
        Assert.True(differing <= MaskTolerance * mine.Count(voxel => voxel != 0), $"{differing} voxels differ.");
    }

    [OtherSystemTheory]
    [InlineData("head_desc-defaced.nii.gz")]
    [InlineData("head_desc-refaced.nii.gz")]
    public void Outside_the_removed_region_the_bytes_are_the_same(string file)
    {
        var (mine, other) = (NiftiBytes.Voxels<short>(Path.Combine(here.Folder, file)),
            NiftiBytes.Voxels<short>(Path.Combine(There, file)));
        var (mask, otherMask) = (here.Mask(), Mask(There));

        Assert.Equal(NiftiBytes.Header(Path.Combine(There, file)), NiftiBytes.Header(Path.Combine(here.Folder, file)));
        Assert.DoesNotContain(Enumerable.Range(0, mine.Length), i => mask[i] == 0 && otherMask[i] == 0
            && mine[i] != other[i]);
    }

    [OtherSystemFact]
    public void Inside_it_the_faces_agree_within_the_noise()
    {
        const string file = "head_desc-refaced.nii.gz";
        var (mine, other) = (NiftiBytes.Voxels<short>(Path.Combine(here.Folder, file)),
            NiftiBytes.Voxels<short>(Path.Combine(There, file)));
        var mask = here.Mask();

        var mean = Enumerable.Range(0, mine.Length).Where(i => mask[i] != 0).Average(i => Math.Abs(mine[i] - other[i]));

        Assert.True(mean <= MeanTolerance, $"The mean difference is {mean}.");
    }

    [OtherSystemFact]
    public void Both_systems_are_as_sure_of_the_defacing()
    {
        var (mine, other) = (Score(here.Folder), Score(There));
        Assert.Equal(other, mine, 0.001);
    }

    private static byte[] Mask(string folder) =>
        NiftiBytes.Voxels<byte>(Path.Combine(folder, "head_desc-face_mask.nii.gz"));

    private static double Score(string folder)
    {
        using var sidecar = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "head_desc-refaced.json")));
        return sidecar.RootElement.GetProperty("RefacePS").GetProperty("Quality").GetProperty("RegistrationScore")
            .GetDouble();
    }

    private static string? SkipReason => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? null
        : "The run of another system is absent.";

    private sealed class OtherSystemFactAttribute : FactAttribute
    {
        public OtherSystemFactAttribute() => Skip = SkipReason;
    }

    private sealed class OtherSystemTheoryAttribute : TheoryAttribute
    {
        public OtherSystemTheoryAttribute() => Skip = SkipReason;
    }
}
