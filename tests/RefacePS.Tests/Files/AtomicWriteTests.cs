using System.Runtime.Versioning;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>A destination holds a whole new file, or exactly what it held before.</summary>
public sealed class AtomicWriteTests
{
    private static readonly byte[] Old = "what was there"u8.ToArray();

    [Theory]
    [InlineData("scan.nii")]
    [InlineData("scan.nii.gz")]
    [InlineData("scan.hdr")]
    public void AFileIsReplacedOnlyOnRequest(string name)
    {
        using var folder = new TemporaryFolder();
        var volume = Ramp(2);
        File.WriteAllBytes(folder.File(name), Old);

        var error = Assert.Throws<VolumeFileException>(() => NiftiWriter.Write(volume, folder.File(name), new()));
        Assert.Equal("DestinationExists", error.ErrorId);
        Assert.Equal(Old, File.ReadAllBytes(folder.File(name)));
        Assert.Single(Directory.GetFiles(folder.Path));

        NiftiWriter.Write(volume, folder.File(name), new(Overwrite: true));
        Assert.Equal(volume.Voxels.ToArray(), NiftiReader.Read(folder.File(name)).Voxels.ToArray());
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("scan.nii")]
    [InlineData("scan.nii.gz")]
    [InlineData("scan.img")]
    public void CancellingLeavesWhatWasThere(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File(name), Old);

        Assert.ThrowsAny<OperationCanceledException>(
            () => NiftiWriter.Write(
                Ramp(16), folder.File(name), new(Overwrite: true), new CancellationToken(canceled: true)));

        Assert.Equal(Old, File.ReadAllBytes(folder.File(name)));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    /// <summary>Codes of a full disk: ENOSPC, EDQUOT, ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.</summary>
    [Theory]
    [InlineData("DiskFull", 28)]
    [InlineData("DiskFull", 122)]
    [InlineData("DiskFull", unchecked((int)0x80070070))]
    [InlineData("DiskFull", unchecked((int)0x80070027))]
    [InlineData("DestinationNotWritable", 5)]
    public void AFailureHalfWayLeavesWhatWasThere(string id, int code)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("scan.nii"), Old);

        var error = Assert.Throws<VolumeFileException>(
            () => AtomicFile.Write(folder.File("scan.nii"), overwrite: true, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("The device says no.", code);
        }));

        Assert.Equal(id, error.ErrorId);
        Assert.Equal(Old, File.ReadAllBytes(folder.File("scan.nii")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void FilesThatBelongTogetherAreAllReplacedOrNone()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.File("old.nii"), folder.File("absent.nii"), folder.File("folder.nii")];
        File.WriteAllBytes(paths[0], Old);
        Directory.CreateDirectory(paths[2]);

        var error = Assert.Throws<VolumeFileException>(() => WriteAll(paths));

        Assert.Equal(("DestinationNotWritable", paths[2]), (error.ErrorId, error.Path));
        Assert.Equal(Old, File.ReadAllBytes(paths[0]));
        Assert.Equal([paths[0]], Directory.GetFiles(folder.Path));

        WriteAll(paths[..2]);
        Assert.All(paths[..2], path => Assert.Equal([1], File.ReadAllBytes(path)));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);

        static void WriteAll(string[] paths) =>
            AtomicFile.WriteAll(paths, (_, stream) => stream.WriteByte(1), null, CancellationToken.None);
    }

    [Fact]
    public void ADestinationThatCannotBe()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("folder.nii"));
        AssertRefused("PathIsFolder", folder.File("folder.nii"));
        AssertRefused("DestinationNotWritable", Path.Combine(folder.Path, "none", "scan.nii"));
        Assert.Throws<ArgumentException>(() => NiftiWriter.Write(Ramp(2), folder.File("scan.txt"), new()));
    }

    [UnixPermissionsFact]
    [UnsupportedOSPlatform("windows")]
    public void AFolderThatMayNotBeWritten()
    {
        using var folder = new TemporaryFolder();
        var closed = Directory.CreateDirectory(folder.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        AssertRefused("DestinationNotWritable", Path.Combine(closed.FullName, "scan.nii"));
    }

    [Theory]
    [InlineData("scan.nii.gz", "scan.nii.gz")]
    [InlineData("scan.hdr", "scan.img")]
    public void AnInputIsNeverOverwritten(string input, string destination)
    {
        using var folder = new TemporaryFolder();
        NiftiWriter.Write(Ramp(2), folder.File(input), new());
        var before = File.ReadAllBytes(folder.File(input));

        var error = Assert.Throws<VolumeFileException>(
            () => NiftiWriter.Write(NiftiReader.Read(folder.File(input)), folder.File(destination),
                new(Overwrite: true)));

        Assert.Equal("DestinationIsInput", error.ErrorId);
        Assert.Equal(before, File.ReadAllBytes(folder.File(input)));
    }

    /// <summary>The folder, then the file, is reached by a symbolic link.</summary>
    [UnixTheory]
    [InlineData("real/scan.nii", "link/scan.nii")]
    [InlineData("link/scan.nii", "real/scan.nii")]
    [InlineData("alias.nii", "real/scan.nii")]
    public void AnInputIsNotOverwrittenThroughALink(string input, string destination)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("real"));
        Directory.CreateSymbolicLink(folder.File("link"), folder.File("real"));
        File.CreateSymbolicLink(folder.File("alias.nii"), folder.File("link/scan.nii"));
        NiftiWriter.Write(Ramp(2), folder.File("real/scan.nii"), new());
        var before = File.ReadAllBytes(folder.File("real/scan.nii"));

        var error = Assert.Throws<VolumeFileException>(
            () => NiftiWriter.Write(NiftiReader.Read(folder.File(input)), folder.File(destination),
                new(Overwrite: true)));

        Assert.Equal("DestinationIsInput", error.ErrorId);
        Assert.Equal(before, File.ReadAllBytes(folder.File("real/scan.nii")));
    }

    /// <summary>scan.nii beside scan.nii.gz would share its sidecar.</summary>
    [Fact]
    public void TheSidecarOfAnInputIsNeverOverwritten()
    {
        using var folder = new TemporaryFolder();
        NiftiWriter.Write(Ramp(2), folder.File("scan.nii.gz"), new());
        File.WriteAllBytes(folder.File("scan.json"), "{}"u8);
        var export = VolumeExport.Plan(NiftiReader.Read(folder.File("scan.nii.gz")), folder.File("scan.nii"),
            includeMask: false);

        var error = Assert.Throws<VolumeFileException>(() => export.Write(new(Overwrite: true)));

        Assert.Equal("DestinationIsInput", error.ErrorId);
        Assert.Equal("{}"u8, File.ReadAllBytes(folder.File("scan.json")));
        Assert.False(File.Exists(folder.File("scan.nii")));
    }

    private static void AssertRefused(string id, string path) =>
        Assert.Equal(
            id, Assert.Throws<VolumeFileException>(() => NiftiWriter.Write(Ramp(2), path, new(Overwrite: true)))
                .ErrorId);

    /// <summary>A cube of 8-bit voxels whose values count up.</summary>
    private static Volume Ramp(int edge)
    {
        var voxels = Enumerable.Range(1, edge * edge * edge).Select(i => (byte)i).ToArray();
        return new(new VoxelGrid(edge, edge, edge, AffineMatrix.Identity), VoxelType.UInt8, voxels);
    }
}
