using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>Files mean the same to the library and to nibabel, the reference implementation, in both
/// directions.</summary>
public sealed class NibabelAgreementTests
{
    /// <summary>Every type, byte order, version and extension that nibabel writes, 3-D and 4-D.</summary>
    [NibabelFact]
    public void ReadsWhatNibabelWrites()
    {
        using var folder = new TemporaryFolder();
        NibabelReference.WriteFiles(folder.Path);
        var files = Directory.GetFiles(folder.Path).Where(IsVoxelFile).Order().ToArray();
        Assert.Equal(200, files.Length);

        foreach (var reference in NibabelReference.Describe(files))
        {
            reference.AssertEqual(NiftiReader.Read(reference.Path));
        }
    }

    [NibabelFact]
    public void NibabelReadsWhatIsWritten()
    {
        using var folder = new TemporaryFolder();
        NibabelReference.WriteFiles(folder.Path);
        var written = Directory.CreateDirectory(folder.File("written")).FullName;
        foreach (var file in Directory.GetFiles(folder.Path, "*3d*").Where(IsVoxelFile))
        {
            var target = Path.Combine(written, Path.GetFileName(file));
            NiftiWriter.Write(NiftiReader.Read(file), target, new());
        }

        foreach (var reference in NibabelReference.Describe(Directory.GetFiles(written).Where(IsVoxelFile)))
        {
            reference.AssertEqual(NiftiReader.Read(folder.File(Path.GetFileName(reference.Path))));
        }
    }

    /// <summary>Negative voxel sizes, no place at all, lengths beyond the dimensions, and fields that say
    /// nothing.</summary>
    [NibabelFact]
    public void ReadsOddHeadersAsNibabelDoes()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(8);
        var files = new List<string>();
        for (var round = 0; round < 24; round++)
        {
            var sample = NiftiSample.Random(random, VoxelType.Int16, isWide: round % 2 == 0, round / 2 % 2 == 0) with
            {
                SformCode = 0,
                QformCode = round / 4 % 2,
                Qform = [0.02 * (round % 5), -0.03 * (round % 3), 0.05, -10, 20, 30],
                Dimensions = [3, 4, 5, 6, round % 3, 0, -1, 0],
                Voxels = [.. Enumerable.Range(0, 240).Select(i => (byte)(i + round))],
                Slope = double.NaN,
                Intercept = double.NaN,
            };
            double[] sizes = [.. sample.VoxelSizes.Select((size, i) => i % 2 == round % 2 ? -size : size)];
            string[] names = [$"odd{round}.nii", $"odd{round}.nii.gz", $"odd{round}.hdr", $"odd{round}.img.gz"];
            files.Add((sample with { VoxelSizes = [Math.Sign(sizes[0]), .. sizes[1..]] }).WriteTo(
                folder, names[round / 4 % 4]));
        }

        foreach (var reference in NibabelReference.Describe(files))
        {
            reference.AssertEqual(NiftiReader.Read(reference.Path));
        }
    }

    [NibabelOnSharedDataFact]
    public void ReadsTheSharedScans()
    {
        var files = Directory.GetFiles(SharedData.Path(), "*.nii.gz", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var reference in NibabelReference.Describe(files))
        {
            reference.AssertEqual(NiftiReader.Read(reference.Path));
        }
    }

    /// <summary>One of each kind of shared scan, written and read back by nibabel.</summary>
    [NibabelOnSharedDataFact]
    public void NibabelReadsTheSharedScansWrittenAgain()
    {
        using var folder = new TemporaryFolder();
        foreach (var scan in Directory.GetFiles(SharedData.Path("other-scanners"), "*.nii.gz"))
        {
            var written = folder.File(Path.GetFileName(scan));
            NiftiWriter.Write(NiftiReader.Read(scan), written, new());
            NibabelReference.AssertSame(scan, written);
        }
    }

    /// <summary>A file for each image: of a pair, the one that was named when it was written.</summary>
    private static bool IsVoxelFile(string path) =>
        path.Contains(".nii", StringComparison.Ordinal) || path.EndsWith(".hdr", StringComparison.Ordinal)
        || path.EndsWith(".img.gz", StringComparison.Ordinal);
}
