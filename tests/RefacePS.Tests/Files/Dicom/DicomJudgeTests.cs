using System.Text.Json.Nodes;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

/// <summary>Agreement with programs of others: DCMTK's codecs and dcm2niix. Skipped where they are absent.</summary>
public sealed class DicomJudgeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [JudgeTheory("dcmcjpeg", "dcmcrle", "dcmconv")]
    [InlineData("dcmcjpeg", "+e1")]
    [InlineData("dcmcjpeg", "+el", "+sv", "1")]
    [InlineData("dcmcjpeg", "+el", "+sv", "2")]
    [InlineData("dcmcjpeg", "+el", "+sv", "4")]
    [InlineData("dcmcjpeg", "+el", "+sv", "5")]
    [InlineData("dcmcjpeg", "+el", "+sv", "6")]
    [InlineData("dcmcjpeg", "+el", "+sv", "7")]
    [InlineData("dcmcrle")]
    [InlineData("dcmconv", "+td")]
    [InlineData("dcmconv", "+tb")]
    [InlineData("dcmconv", "+ti", "-F")]
    public void Pixels_are_the_same_in_every_syntax(params string[] command)
    {
        var random = new Random(3);
        for (var i = 0; i < 2; i++)
        {
            var plain = new DicomSlice(i, i + 1, columns: 50).Short(0x00280101, 16).Short(0x00280102, 15)
                .Short(0x00280103, 1)
                .Pixels([.. Enumerable.Range(0, 150).Select(x => (ushort)random.Next(x % 7 == 0 ? 65536 : 300))])
                .WriteTo(folder, $"plain/{i}");
            Directory.CreateDirectory(folder.File("made"));
            Judge.Run(command[0], [.. command[1..], plain, folder.File($"made/{i}")]);
        }

        Assert.Equal(Read("plain").Voxels.ToArray(), Read("made").Voxels.ToArray());
    }

    [JudgeOnSharedDataTheory("dcm2niix")]
    [InlineData("philips_mprage")]
    [InlineData("siemens_fl2d")]
    [InlineData("siemens_xa30_enhanced")]
    public void Voxels_place_and_fields_are_those_of_dcm2niix(string series)
    {
        Judge.Run("dcm2niix", ["-f", "their", "-o", folder.Path, SharedData.Path("dicom", series)]);
        var theirs = NiftiReader.Read(folder.File("their.nii"));

        var ours = Read(SharedData.Path("dicom", series));

        Assert.Equal((theirs.Grid.Nx, theirs.Grid.Ny, theirs.Grid.Nz), (ours.Grid.Nx, ours.Grid.Ny, ours.Grid.Nz));
        Assert.True(theirs.Voxels.Span.SequenceEqual(ours.Voxels.Span));
        Assert.Equal(theirs.Slope, ours.Slope, theirs.Slope * 1e-6);

        // It carries the distance of two slices in 32-bit floats to the far end of the stack.
        Assert.All(
            theirs.Grid.Grid2World.ToRows().Zip(ours.Grid.Grid2World.ToRows()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-4 + 1e-5 * Math.Abs(pair.First)));
        var (their, our) = (Fields(theirs), Fields(ours));
        string[] names =
        [
            "RepetitionTime", "EchoTime", "InversionTime", "FlipAngle", "ProtocolName", "SeriesDescription",
            "SeriesNumber",
            "MagneticFieldStrength", "Manufacturer", "SliceThickness", "PixelBandwidth", "MRAcquisitionType",
        ];
        Assert.All(names, name => Assert.Equal(their[name]?.ToJsonString(), our[name]?.ToJsonString()));
    }

    private static JsonObject Fields(Volume volume) => JsonNode.Parse(volume.Header!.Sidecar!)!.AsObject();

    private Volume Read(string name) => Assert.Single(
        DicomListing.Read(DicomListing.FilesOf(folder.File(name)), null, CancellationToken.None).Series).Read();
}
