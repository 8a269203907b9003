using System.Runtime.Versioning;
using RefacePS.Files;
using RefacePS.Rendering;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Rendering;

public class VolumeImageFileTests
{
    [Theory]
    [InlineData("sub-01_T1w.nii.gz", VolumeKind.Original, "sub-01_T1w.png")]
    [InlineData("sub-01_T1w.nii.gz", VolumeKind.Defaced, "sub-01_desc-defaced_T1w.png")]
    [InlineData("scan.v2.nii", VolumeKind.Refaced, "scan.v2_desc-refaced.png")]
    public void APictureIsNamedAfterItsVolume(string file, VolumeKind kind, string expected)
    {
        var volume = Empty() with { Path = Path.Combine(Path.GetTempPath(), file), Kind = kind };
        var folder = Path.Combine(Path.GetTempPath(), "pictures");
        Assert.Equal(Path.Combine(folder, expected), VolumeImageFile.PathOf(volume, folder));
    }

    [Fact]
    public void ANameThatEndsInPngIsTheFile()
    {
        var file = Path.Combine(Path.GetTempPath(), "Face.PNG");
        Assert.Equal(file, VolumeImageFile.PathOf(Empty(), file));
        Assert.Equal(file, VolumeImageFile.PathOfMontage(file));
    }

    [Fact]
    public void AMontageInAFolderHasANameOfItsOwn() =>
        Assert.Equal(
            Path.Combine(Path.GetTempPath(), "montage.png"), VolumeImageFile.PathOfMontage(Path.GetTempPath()));

    [Fact]
    public void FoldersAreMade()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "a", "b", "face.png");
        VolumeImageFile.Write([Empty()], file, overwrite: false, () => [1, 2, 3]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file));
    }

    [Fact]
    public void WhatIsThereIsNeitherReplacedNorDrawnForNothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("face.png");
        File.WriteAllText(file, "mine");

        var fault = Assert.Throws<VolumeFileException>(
            () => VolumeImageFile.Write(
                [Empty()], file, overwrite: false, () => throw new InvalidOperationException("drawn")));

        Assert.Equal(VolumeFileFault.DestinationExists, fault.Fault);
        Assert.Equal("mine", File.ReadAllText(file));
        VolumeImageFile.Write([Empty()], file, overwrite: true, () => [9]);
        Assert.Equal([9], File.ReadAllBytes(file));
    }

    /// <summary>A face is a face in a picture too.</summary>
    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void APictureIsOpenToNobodyWhoMayNotReadItsVolumes()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("open.nii"), "voxels");
        File.WriteAllText(folder.File("closed.nii"), "voxels");
        File.SetUnixFileMode(folder.File("closed.nii"), own);

        VolumeImageFile.Write(
            [Empty() with { Path = folder.File("open.nii") }, Empty() with { Path = folder.File("closed.nii") }],
            folder.File("montage.png"), overwrite: false, () => [1]);

        Assert.Equal(own, File.GetUnixFileMode(folder.File("montage.png")));
    }

    private static Volume Empty() => new(new VoxelGrid(2, 2, 2, AffineMatrix.Identity), VoxelType.UInt8, new byte[8]);
}
