using System.Text.Json.Nodes;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

public sealed class SidecarTests
{
    private const string Input = """
        {
          "RepetitionTime": 2.30,
          "EchoTime": 0.00298,
          "PatientName": "Doe^John",
          "PatientSex": "F",
          "AcquisitionDateTime": "2021-03-04T10:11:12",
          "SeriesInstanceUID": "1.2.840.113619",
          "ImageComments": "call Dr Müller",
          "Manufacturer": "Süß",
          "global": {
            "const": { "PatientID": "77", "FlipAngle": 9 },
            "slices": [ { "ContentTime": "10", "SliceLocation": 1e3 } ]
          }
        }
        """;

    [Fact]
    public void ASidecarIsOfItsImageHoweverThatIsPackedAndOfNoOther()
    {
        using var folder = new TemporaryFolder();
        var grid = new VoxelGrid(
            5, 4, 3, AffineMatrix.Translation(-1.1, 2.2, 3.3) * AffineMatrix.Scale(0.9375, 1.1, 1.2));
        var voxels = Enumerable.Range(0, 120).Select(value => (byte)value).ToArray();
        var refaced = new Volume(grid, VoxelType.Int16, voxels)
            { Kind = VolumeKind.Refaced, Slope = 0.1, Intercept = 3 };
        VolumeExport.Plan(refaced, folder.File("a.nii.gz"), includeMask: false).Write(new());
        NiftiWriter.Write(NiftiReader.Read(folder.File("a.nii.gz")), folder.File("b.nii"), new());
        File.Copy(folder.File("a.json"), folder.File("b.json"));
        var read = NiftiReader.Read(folder.File("b.nii"));
        voxels[7]++;
        Volume[] others =
        [
            read with { Slope = 0.2 },
            read.WithVoxels(voxels),
            new(new(5, 4, 3, AffineMatrix.Translation(0, 0, 1) * grid.Grid2World), VoxelType.Int16, read.Voxels)
            {
                Slope = read.Slope, Intercept = read.Intercept, Header = read.Header,
            },
        ];

        Assert.True(Sidecar.IsOf(NiftiReader.Read(folder.File("a.nii.gz"))));
        Assert.True(Sidecar.IsOf(read));
        Assert.All(others, other => Assert.False(Sidecar.IsOf(other)));
    }

    [Fact]
    public void FieldsOfTheInputKeepTheirOrderAndText()
    {
        var text = Sidecar.Build(Scan(VolumeKind.Original, Input));
        string[] inOrder =
        [
            "\"RepetitionTime\": 2.30", "\"EchoTime\": 0.00298", "\"Süß\"", "\"FlipAngle\": 9",
            "\"SliceLocation\": 1e3",
            "\"RefacePS\"",
        ];
        var places = inOrder.Select(field => text.IndexOf(field, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Theory]
    [InlineData("Doe")]
    [InlineData("2021")]
    [InlineData("1.2.840")]
    [InlineData("Müller")]
    [InlineData("77")]
    [InlineData("ContentTime")]
    [InlineData("PatientSex")]
    public void WhatMayNameAPersonIsTakenOutAtAnyDepthUnlessKept(string text)
    {
        Assert.DoesNotContain(text, Sidecar.Build(Scan(VolumeKind.Refaced, Input)), StringComparison.Ordinal);
        Assert.Contains(text, Sidecar.Build(Scan(VolumeKind.Refaced, Input), keepHeaderText: true),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ARefacedVolumeSaysWhatWasDone()
    {
        var fields = Parse(Sidecar.Build(Scan(VolumeKind.Refaced, null) with
        {
            Model = "pix2pix-a 1.0",
            History = ["Defaced", "Refaced"],
            Quality = new()
            {
                Status = DefaceStatus.Doubtful,
                RegistrationScore = 0.5,
                FaceAgreement = 0.25,
                BrainVoxelsRemoved = 3,
                FaceRemaining = double.NaN,
                FaceInView = 1,
                Reasons = ["why"],
            },
        }));

        Assert.Contains("pix2pix-a 1.0", fields["DeidentificationMethod"]![0]!.ToString(), StringComparison.Ordinal);
        var code = fields["DeidentificationMethodCodeSequence"]![0]!;
        Assert.Equal(("113102", "DCM"), (code["CodeValue"]!.ToString(), code["CodingSchemeDesignator"]!.ToString()));
        var provenance = fields["RefacePS"]!;
        Assert.Equal("0.1.0", provenance["Version"]!.ToString());
        Assert.Equal("Refaced", provenance["Kind"]!.ToString());
        Assert.Equal("Doubtful", provenance["Quality"]!["Status"]!.ToString());
        Assert.Equal(0.5, (double)provenance["Quality"]!["RegistrationScore"]!);
        Assert.Equal(0.25, (double)provenance["Quality"]!["FaceAgreement"]!);
        Assert.Null(provenance["Quality"]!["FaceRemaining"]);
        Assert.Equal(["Defaced", "Refaced"], provenance["History"]!.AsArray().Select(line => line!.ToString()));
    }

    [Fact]
    public void AnUntouchedVolumeDoesNotClaimDeidentification() =>
        Assert.False(Parse(Sidecar.Build(Scan(VolumeKind.Original, null))).ContainsKey("DeidentificationMethod"));

    /// <summary>A defaced file that is read and written again has not got its face back.</summary>
    [Fact]
    public void ACopyKeepsTheRecordOfItsInput()
    {
        var defaced = Sidecar.Build(Scan(VolumeKind.Defaced, null).WithHistory("defaced (Face)"));
        var copy = Parse(Sidecar.Build(Scan(VolumeKind.Original, defaced)));
        Assert.Equal(Parse(defaced)["RefacePS"]!.ToJsonString(), copy["RefacePS"]!.ToJsonString());
    }

    /// <summary>Someone deidentified it before: their words stay, ours follow, and the code is not said
    /// twice.</summary>
    [Theory]
    [InlineData("\"other tool\"")]
    [InlineData("[\"other tool\"]")]
    public void EarlierMethodsStay(string earlier)
    {
        var input = $$"""
            { "DeidentificationMethod": {{earlier}},
              "DeidentificationMethodCodeSequence": [ { "CodeValue": "113100" } ] }
            """;
        var once = Sidecar.Build(Scan(VolumeKind.Defaced, input));
        var fields = Parse(Sidecar.Build(Scan(VolumeKind.Refaced, once)));

        var methods = fields["DeidentificationMethod"]!.AsArray();
        Assert.Equal(3, methods.Count);
        Assert.Equal("other tool", methods[0]!.ToString());
        Assert.Equal(["113100", "113102"], fields["DeidentificationMethodCodeSequence"]!.AsArray()
            .Select(code => code!["CodeValue"]!.ToString()));
    }

    [Fact]
    public void ASidecarTravelsWithItsImage()
    {
        using var folder = new TemporaryFolder();
        var scan = Scan(VolumeKind.Original, Input) with { Header = null };
        NiftiWriter.Write(scan, folder.File("sub-01_T1w.nii.gz"), new());
        File.WriteAllText(folder.File("sub-01_T1w.json"), Input);

        var volume = NiftiReader.Read(folder.File("sub-01_T1w.nii.gz")) with { Kind = VolumeKind.Defaced };
        var image = folder.File("sub-01_desc-defaced_T1w.nii.gz");
        var path = Sidecar.Write(volume, image, new());

        Assert.Equal(folder.File("sub-01_desc-defaced_T1w.json"), path);
        Assert.Equal(Sidecar.Build(Scan(VolumeKind.Defaced, Input)), File.ReadAllText(path));
        Assert.Equal("DestinationExists", Assert.Throws<VolumeFileException>(() => Sidecar.Write(volume, image, new()))
            .ErrorId);
    }

    private static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();

    private static Volume Scan(VolumeKind kind, string? sidecar) =>
        new(new VoxelGrid(2, 2, 2, AffineMatrix.Identity), VoxelType.UInt8, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 })
        {
            Kind = kind,
            Header = new(ReadOnlyMemory<byte>.Empty, false, ReadOnlyMemory<byte>.Empty, sidecar),
        };
}
