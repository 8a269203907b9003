using System.Text.Json.Nodes;
using RefacePS.Deidentification;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Deidentification;

public sealed class JsonCleanerTests
{
    [Fact]
    public void NothingThatTheProfileNamesIsRetainedButDescriptionsOfKnownWords()
    {
        var named = RetainedFields.All.Where(
            field => field.Scope == JsonScope.Sidecar && field.Kind != FieldKind.Container)
            .Where(field => ConfidentialityProfile.Find(field.Name) is not null);

        Assert.Equal(["ProtocolName", "SeriesDescription"], named.Select(field => field.Name)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryAttributeOfTheProfileGoesInEverySpelling()
    {
        foreach (var attribute in ConfidentialityProfile.Attributes.Where(
            row => !row.Tag.Contains('x', StringComparison.Ordinal)))
        {
            var words = System.Text.RegularExpressions.Regex.Replace(attribute.Keyword, "(?<=[a-z])(?=[A-Z])", " ");
            string[] spellings =
            [
                attribute.Keyword, attribute.Keyword.ToLowerInvariant(), attribute.Keyword.ToUpperInvariant(), words,
                words.Replace(' ', '_'), $"({attribute.Tag})", attribute.Tag.Replace(",", "", StringComparison.Ordinal),
            ];
            foreach (var spelling in spellings)
            {
                var fields = new JsonObject
                    { [spelling] = "Planted^Name", ["global"] = new JsonObject
                        { ["const"] = new JsonObject { [spelling] = "Planted^Name" } } };
                JsonCleaner.Clean(fields, JsonScope.Sidecar);
                Assert.DoesNotContain("Planted", fields.ToJsonString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("""
        { "Patient Name": "X1Q", "dob": "X1Q", "acq_time": "X1Q", "PersonName": "X1Q", "anything": "X1Q" }
        """)]
    [InlineData("""{ "00189999": "X1Q", "(0018,9999)": { "vr": "LO", "Value": [ "X1Q" ] }, "x00191001": "X1Q" }""")]
    [InlineData("""{ "X1Q": 1, "EchoTime": "X1Q", "global": { "X1Q": { "EchoTime": 1 } }, "slices": [ "X1Q" ] }""")]
    [InlineData("""
        { "00100010": { "vr": "PN", "Value": [ { "Alphabetic": "X1Q" } ] },
          "00180081": { "vr": "Xqz7", "Value": [ 1 ] } }
        """)]
    [InlineData("""
        { "SeriesDescription": "t1 of Xqz7", "ProtocolName": "T1 Xqz7", "Authors": [ "X1Q" ], "Name": "X1Q" }
        """)]
    [InlineData("""{ "PatientName": "Doe^X1Q", "Manufacturer": "built for X1Q", "ImageComments": "X1Q" }""")]
    [InlineData("""
        { "PatientID": 19800317, "SeriesNumber": 19800317, "Rows": "19800317", "MultipartID": "19800317" }
        """)]
    [InlineData("""[ { "PatientID": "X1Q", "EchoTime": 3 }, "X1Q", [ "X1Q" ] ]""")]
    [InlineData("""{ "John.EchoTime X1Q": 3, "EchoTime\u200bX1Q": 3 }""")]
    public void WhatNobodyAskedForGoes(string text)
    {
        var node = JsonNode.Parse(text);
        JsonCleaner.Clean(node, JsonScope.Sidecar);
        Assert.DoesNotContain("X1Q", node!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Xqz7", node.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("19800317", node.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"AcquisitionNumber":19790412101112}""")]
    [InlineData("""{"SeriesNumber":"20190412101112"}""")]
    [InlineData("""{"SeriesNumber":20190412}""")]
    [InlineData("""{"InstanceNumber":1979041210}""")]
    [InlineData("""{"EchoTime":[0.003,19790412101112]}""")]
    [InlineData("""{"SoftwareVersions":20190412101112}""")]
    [InlineData("""{"Sources":["/data/DOE/19790412/x.nii.gz"]}""")]
    [InlineData("""{"IntendedFor":"bids::/home/doe/x.nii.gz"}""")]
    [InlineData("""{"BasedOn":"C:\\Users\\doe\\x.nii"}""")]
    [InlineData("""{"RawSources":["\\\\server\\doe\\x.nii"]}""")]
    [InlineData("""{"SpatialReference":"//server/doe/x.nii"}""")]
    public void NumbersOfManyDigitsAndPathsOfAMachineGo(string text)
    {
        var fields = JsonNode.Parse(text)!.AsObject();
        JsonCleaner.Clean(fields, JsonScope.Sidecar);
        Assert.Equal("{}", fields.ToJsonString());
    }

    [Theory]
    [InlineData("""{"InjectedRadioactivity":1500000000,"ImagingFrequency":123256789}""")]
    [InlineData("""{"PixelPaddingValue":-2147483648}""")]
    [InlineData("""{"FWF_alFree":[2147483647,1],"SeriesNumber":30101,"SliceTiming":[0.0012345678901,1.5]}""")]
    [InlineData("""{"Sources":["sub-01/anat/x.nii","/sub-01/anat/x.nii","bids:raw:sub-01/anat/x.nii"]}""")]
    public void QuantitiesAndPathsOfTheDataSetStay(string text)
    {
        var fields = JsonNode.Parse(text)!.AsObject();
        JsonCleaner.Clean(fields, JsonScope.Sidecar);
        Assert.Equal(text, fields.ToJsonString());
    }

    [Fact]
    public void ParametersOfAcquisitionStayAsTheyAre()
    {
        const string text = """
            {"Modality":"MR","MagneticFieldStrength":3,"ImagingFrequency":123.25,"Manufacturer":"Siemens",
            "ManufacturersModelName":"Prisma_fit","BodyPartExamined":"BRAIN",
            "PatientPosition":"HFS","SoftwareVersions":"syngo MR E11","MRAcquisitionType":"3D",
            "SeriesDescription":"t1_mprage_sag_p2_iso","ProtocolName":"T1w MPRAGE 1.0mm","ScanningSequence":"GR\\IR",
            "SequenceVariant":"SK\\SP\\MP",
            "ScanOptions":"IR\\WE","SequenceName":"*tfl3d1_16ns","ImageType":["ORIGINAL","PRIMARY","M","ND","NORM"],
            "SeriesNumber":4,"EchoTime":0.00298,"RepetitionTime":2.3,"InversionTime":0.9,"FlipAngle":9,
            "PartialFourier":1,"ReceiveCoilName":"HeadNeck_64","ImageOrientationPatientDICOM":[0,1,0,0,0,-1],
            "InPlanePhaseEncodingDirectionDICOM":"ROW","PhaseEncodingDirection":"j-",
            "SliceTiming":[0,0.5],"TaskName":"resting state",
            "IntendedFor":["ses-1/func/sub-01_ses-1_task-rest_bold.nii.gz"],
            "B0FieldIdentifier":"pepolar_fmap0","DeidentificationMethod":["earlier tool"],"echo_time":3,
            "00180081":{"vr":"DS","Value":[2.98]},
            "global":{"const":{"EchoTime":2.98},"slices":{"SliceLocation":[1,2]}}}
            """;
        var fields = JsonNode.Parse(text)!.AsObject();
        JsonCleaner.Clean(fields, JsonScope.Sidecar);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), fields), fields.ToJsonString());
    }

    [Fact]
    public void DescriptionsOfColumnsStayWithTheirColumns()
    {
        const string text = """
            {"age":{"Description":"Age in years","Units":"year","Who":"X1Q"},"dob":{"Description":"X1Q"},
            "iq":{"Levels":{"a":"low"}}}
            """;
        var fields = JsonNode.Parse(text)!.AsObject();

        JsonCleaner.Clean(fields, JsonScope.Sidecar, column =>
            !IdentifyingColumns.Contains(column, "participants", keepTimes: false));

        Assert.Equal(
            """{"age":{"Description":"Age in years","Units":"year"},"iq":{"Levels":{"a":"low"}}}""",
            fields.ToJsonString());
    }

    [Fact]
    public void TheDocsShowEveryFieldThatStays()
    {
        var page = File.ReadAllText(RepositoryFile.Path("docs/files.md"));
        Assert.All(RetainedFields.All, field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("t1_mprage_sag_p2_iso_1.0", true)]
    [InlineData("HeadNeck_20", true)]
    [InlineData("SpinEchoFieldMap_AP", true)]
    [InlineData("AX T2 FLAIR FS", true)]
    [InlineData("", true)]
    [InlineData("T1 for Mr Smith", false)]
    [InlineData("T1_20210304", false)]
    [InlineData("Doe^J", false)]
    [InlineData("t1 Müller", false)]
    [InlineData("brainSmith", false)]
    [InlineData("AB1234", false)]
    public void NamesOfSequencesAreToldFromText(string text, bool isSequence) =>
        Assert.Equal(isSequence, SequenceWords.AreAll(text));
}
