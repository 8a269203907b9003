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
