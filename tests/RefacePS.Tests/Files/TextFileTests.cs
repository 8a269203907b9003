using System.Text;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

public sealed class TextFileTests
{
    private const string Text = "{ \"Manufacturer\": \"Süß\" }";

    public static TheoryData<byte[]> Encodings => new(
        Encoding.UTF8.GetBytes(Text), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)],
        Encoding.Unicode.GetBytes(Text), [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)],
        Encoding.BigEndianUnicode.GetBytes(Text),
        [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)],
        [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Text)], Encoding.Latin1.GetBytes(Text));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void CharactersAreKept(byte[] bytes) => Assert.Equal(Text, TextFile.Decode(bytes));

    [Theory]
    [InlineData(new byte[] { 0xef, 0xbb, 0xbf, 0xff })]
    [InlineData(new byte[] { 0xff, 0xfe, 0x00, 0xd8 })]
    [InlineData(new byte[] { 0x61, 0x81, 0x9d })]
    [InlineData(new byte[] { 0x61, 0x62, 0x00 })]
    public void WhatIsNoTextIsNotRead(byte[] bytes) => Assert.Null(TextFile.Decode(bytes));

    /// <summary>A scan is not lost for its JSON; what cannot be read as it was meant is left aside.</summary>
    [Theory]
    [InlineData("""{ "EchoTime": NaN }""")]
    [InlineData("""{ "EchoTime": -Infinity }""")]
    [InlineData("""{ "EchoTime": 1, "EchoTime": 2 }""")]
    [InlineData("""{ "Manufacturer": "\ud800" }""")]
    [InlineData("""[ 1 ]""")]
    [InlineData("""{ "EchoTime": 1""")]
    public void AScanIsReadWhateverItsSidecarIs(string sidecar)
    {
        using var folder = new TemporaryFolder();
        var image = folder.File("sub-01_T1w.nii.gz");
        var sample = new NiftiSample { Voxels = [.. Enumerable.Repeat((byte)7, 240)] };
        NiftiSample.WriteFile(image, [.. sample.Header(isSingle: true), .. sample.Voxels]);
        File.WriteAllText(folder.File("sub-01_T1w.json"), sidecar);

        var scan = NiftiReader.Read(image);

        Assert.Null(scan.Header!.Sidecar);
        Assert.Contains("sub-01_T1w.json", scan.Header.SidecarFault, StringComparison.Ordinal);
        Assert.Equal("DestinationIsInput", Assert.Throws<VolumeFileException>(
            () => VolumeExport.Plan(scan, folder.Path, includeMask: false).Write(new(Overwrite: true))).ErrorId);
    }

    [Fact]
    public void ALargeSidecarIsRead()
    {
        using var folder = new TemporaryFolder();
        var image = folder.File("sub-01_T1w.nii.gz");
        var sample = new NiftiSample { Voxels = [.. Enumerable.Repeat((byte)7, 240)] };
        NiftiSample.WriteFile(image, [.. sample.Header(isSingle: true), .. sample.Voxels]);
        var text = $"{{ \"SliceTiming\": [ {string.Join(", ", Enumerable.Repeat("0.25", 1_100_000))} ] }}";
        File.WriteAllText(folder.File("sub-01_T1w.json"), text);

        Assert.Equal(text, NiftiReader.Read(image).Header!.Sidecar);
    }
}
