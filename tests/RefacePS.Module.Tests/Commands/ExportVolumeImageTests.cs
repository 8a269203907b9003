using System.Buffers.Binary;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class ExportVolumeImageTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private const int Size = 32;
    private const int Gap = 4;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryVolumeOfThePipelineGetsAPictureOfItsName()
    {
        BallFile.Write(folder.File("sub-01_T1w.nii"));
        BallFile.Write(folder.File("sub-02_T1w.nii"));

        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size $size",
            ("files", folder.File("*.nii")), ("destination", folder.File("out")), ("size", Size));

        Assert.Empty(result.Errors);
        Assert.Equal([folder.File("out/sub-01_T1w.png"), folder.File("out/sub-02_T1w.png")],
            result.Output.Select(file => Assert.IsType<FileInfo>(file.BaseObject).FullName));
        Assert.All(result.Output, file => Assert.Equal((3 * Size + 2 * Gap, 2 * Size + Gap), SizeOf(file.ToString())));
    }

    [Fact]
    public void AVolumeByParameterGivesTheSamePicture()
    {
        var scan = BallFile.Write(folder.File("scan.nii"));
        engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size $size",
            ("files", scan), ("destination", folder.File("piped.png")), ("size", Size));

        var result = engine.Run(
            "Export-VolumeImage (Import-Volume $files) $destination -Size $size",
            ("files", scan), ("destination", folder.File("given.png")), ("size", Size));

        Assert.Empty(result.Errors);
        Assert.Equal(File.ReadAllBytes(folder.File("piped.png")), File.ReadAllBytes(folder.File("given.png")));
    }

    [Theory]
    [InlineData("Slices")]
    [InlineData("Surface")]
    public void AViewIsARow(string view)
    {
        engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size $size -View $view",
            ("files", BallFile.Write(folder.File("scan.nii"))), ("destination", folder.File("view.png")),
            ("size", Size), ("view", view));
        Assert.Equal((3 * Size + 2 * Gap, Size), SizeOf(folder.File("view.png")));
    }

    [Fact]
    public void AMontageIsOnePictureWithAColumnAVolume()
    {
        BallFile.Write(folder.File("a.nii"));
        BallFile.Write(folder.File("b.nii"));

        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Montage -View Surface -Destination $destination -Size $size",
            ("files", folder.File("*.nii")), ("destination", folder.File("out")), ("size", Size));

        Assert.Equal([folder.File("out/montage.png")], result.Output.Select(file => file.ToString()));
        Assert.Equal((2 * Size + Gap, 3 * Size + 2 * Gap), SizeOf(folder.File("out/montage.png")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Montage")]
    public void WhatIfWritesNothing(string montage)
    {
        var result = engine.Run(
            $"Import-Volume $files | Export-VolumeImage -Destination $destination {montage} -WhatIf",
            ("files", BallFile.Write(folder.File("scan.nii"))), ("destination", folder.File("out")));
        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal([folder.File("scan.nii")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void APictureThatIsThereStaysAndTheNextIsWritten()
    {
        BallFile.Write(folder.File("a.nii"));
        BallFile.Write(folder.File("b.nii"));
        File.WriteAllText(folder.File("a.png"), "mine");

        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size $size",
            ("files", folder.File("*.nii")), ("destination", folder.Path), ("size", Size));

        var error = Assert.Single(result.Errors);
        Assert.Equal("DestinationExists,RefacePS.Commands.ExportVolumeImageCommand", error.FullyQualifiedErrorId);
        Assert.Equal(folder.File("a.nii"), PathOf(error.TargetObject));
        Assert.Equal("mine", File.ReadAllText(folder.File("a.png")));
        Assert.Equal([folder.File("b.png")], result.Output.Select(file => file.ToString()));
    }

    [Theory]
    [InlineData("scan.png", "")]
    [InlineData("montage.png", "-Montage")]
    public void WhatIfRefusesWhatWouldBeRefused(string taken, string montage)
    {
        File.WriteAllText(folder.File(taken), "mine");
        var result = engine.Run(
            $"Import-Volume $files | Export-VolumeImage -Destination $destination {montage} -WhatIf",
            ("files", BallFile.Write(folder.File("scan.nii"))), ("destination", folder.Path));
        Assert.Equal("DestinationExists,RefacePS.Commands.ExportVolumeImageCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
    }

    [Fact]
    public void ForceReplaces()
    {
        File.WriteAllText(folder.File("scan.png"), "old");
        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size $size -Force",
            ("files", BallFile.Write(folder.File("scan.nii"))), ("destination", folder.Path), ("size", Size));
        Assert.Empty(result.Errors);
        Assert.Equal((3 * Size + 2 * Gap, 2 * Size + Gap), SizeOf(folder.File("scan.png")));
    }

    [Fact]
    public void OneFileDoesNotTakeTwoVolumes()
    {
        BallFile.Write(folder.File("a.nii"));
        BallFile.Write(folder.File("b.nii"));

        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size $size -Force",
            ("files", folder.File("*.nii")), ("destination", folder.File("one.png")), ("size", Size));

        var error = Assert.Single(result.Errors);
        Assert.Equal("DestinationUsedTwice,RefacePS.Commands.ExportVolumeImageCommand", error.FullyQualifiedErrorId);
        Assert.Equal(folder.File("b.nii"), PathOf(error.TargetObject));
    }

    [Theory]
    [InlineData("x.jpg", "")]
    [InlineData("x.jpg", "-Montage")]
    [InlineData("x.nii.gz", "")]
    public void AFileThatIsNoPngIsRefused(string name, string montage)
    {
        var result = engine.Run(
            $"Import-Volume $files | Export-VolumeImage -Destination $destination {montage}",
            ("files", BallFile.Write(folder.File("scan.nii"))), ("destination", folder.File(name)));
        Assert.Equal("FormatMismatch,RefacePS.Commands.ExportVolumeImageCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.False(Path.Exists(folder.File(name)));
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsAnError()
    {
        var scan = BallFile.Write(folder.File("scan.nii"));
        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size $size",
            ("files", scan), ("destination", Path.Combine(scan, "below")), ("size", Size));
        Assert.Equal("DestinationNotWritable,RefacePS.Commands.ExportVolumeImageCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
    }

    [Fact]
    public void ADestinationOffTheFileSystemEndsTheCommand()
    {
        BallFile.Write(folder.File("a.nii"));
        BallFile.Write(folder.File("b.nii"));

        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination variable:picture",
            ("files", folder.File("*.nii")));

        var error = Assert.Single(result.Errors);
        Assert.Equal("PathNotOnFileSystem,RefacePS.Commands.ExportVolumeImageCommand", error.FullyQualifiedErrorId);
        Assert.Equal("variable:picture", error.TargetObject);
    }

    [Fact]
    public void ASizeNobodyCanSeeIsRefused()
    {
        var result = engine.Run(
            "Import-Volume $files | Export-VolumeImage -Destination $destination -Size 15",
            ("files", BallFile.Write(folder.File("scan.nii"))), ("destination", folder.Path));
        Assert.Equal("ParameterArgumentValidationError,RefacePS.Commands.ExportVolumeImageCommand",
            Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    /// <summary>Width and height as the file's IHDR chunk, the first, says them.</summary>
    private static (int Width, int Height) SizeOf(string png)
    {
        var file = File.ReadAllBytes(png);
        return (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
    }

    private static object? PathOf(object volume) => System.Management.Automation.PSObject.AsPSObject(volume)
        .Properties["Path"].Value;
}
