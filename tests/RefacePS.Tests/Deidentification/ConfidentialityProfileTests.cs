using RefacePS.Deidentification;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Deidentification;

public sealed class ConfidentialityProfileTests
{
    [Fact]
    public void WholeTableIsThere()
    {
        // Counted in PS3.15 2024b: 620 rows beside the one of private attributes.
        var counts = ConfidentialityProfile.Attributes.CountBy(row => row.BasicAction).ToDictionary();

        Assert.Equal(620, ConfidentialityProfile.Attributes.Count);
        Assert.Equal(383, counts[ProfileAction.Remove]);
        Assert.Equal(42, counts[ProfileAction.Empty]);
        Assert.Equal(92, counts[ProfileAction.Replace]);
        Assert.Equal(54, counts[ProfileAction.ReplaceUid]);
        Assert.Equal(
            13, ConfidentialityProfile.Attributes.Count(
                row => row.Options.ContainsKey(ProfileOptions.RetainPatientCharacteristics)));
        Assert.Equal(
            57, ConfidentialityProfile.Attributes.Count(
                row => row.Options.ContainsKey(ProfileOptions.RetainDeviceIdentity)));
    }

    [Theory]
    [InlineData("PatientName")]
    [InlineData("PATIENTNAME")]
    [InlineData("patient_name")]
    [InlineData("Patient Name")]
    [InlineData("Patient's Name")]
    [InlineData("PatientsName")]
    [InlineData("patient-name")]
    [InlineData("00100010")]
    [InlineData("0x00100010")]
    [InlineData("x00100010")]
    [InlineData("(0010,0010)")]
    [InlineData("0010,0010")]
    [InlineData("(0010, 0010)")]
    [InlineData("0010|0010")]
    [InlineData("0010:0010")]
    [InlineData("Tag_0010_0010")]
    [InlineData("global.const.PatientName")]
    public void EverySpellingOfANameIsFound(string spelling) =>
        Assert.Equal("PatientName", ConfidentialityProfile.Find(spelling)?.Keyword);

    [Theory]
    [InlineData("OperatorName", "OperatorsName")]
    [InlineData("seriesinstanceuid", "SeriesInstanceUID")]
    [InlineData("Name of Physician(s) Reading Study", "NameOfPhysiciansReadingStudy")]
    [InlineData("Referring Physician's Name", "ReferringPhysicianName")]
    [InlineData("(0018,1030)", "ProtocolName")]
    [InlineData("0008002a", "AcquisitionDateTime")]
    [InlineData("PersonName", "PersonName")]
    public void OtherAttributesAreFound(string spelling, string keyword) =>
        Assert.Equal(keyword, ConfidentialityProfile.Find(spelling)?.Keyword);

    [Theory]
    [InlineData("EchoTime")]
    [InlineData("(0018,0081)")]
    [InlineData("MagneticFieldStrength")]
    [InlineData("name")]
    [InlineData("")]
    public void WhatTheTableDoesNotNameIsNotFound(string spelling) =>
        Assert.Null(ConfidentialityProfile.Find(spelling));

    [Theory]
    [InlineData(0x00091001u, "gggg,eeee")]
    [InlineData(0x50051001u, "50xx,xxxx")]
    [InlineData(0x60024000u, "60xx,4000")]
    [InlineData(0x60023000u, "60xx,3000")]
    [InlineData(0x00100020u, "0010,0020")]
    public void GroupsAreFound(uint tag, string row) => Assert.Equal(row, ConfidentialityProfile.Find(tag)?.Tag);

    /// <summary>All attributes that the profile can name have to be known.</summary>
    [Fact]
    public void TheRegistryOfAttributesIsWhole()
    {
        var unknown = ConfidentialityProfile.Attributes.Where(
            row => DicomSpelling.Tag(row.Tag) is >= 0x00080000 and var tag
                && DataElements.RepresentationOf(tag) is null);

        Assert.Empty(unknown.Select(row => row.Tag));
        Assert.Equal(
            ["DS", "SQ", "US", "OW", null, null],
            new uint[] { 0x00180081, 0x52009230, 0x00280010, 0x7FE00010, 0x00189999, 0x00191001 }
                .Select(DataElements.RepresentationOf));
        Assert.Contains(
            $"{EmbeddedTable.Lines("data-elements.tsv").Skip(1).Sum(cells => cells[2].Split(' ').Length)} attributes",
            File.ReadAllText(RepositoryFile.Path("docs/dicom.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsTakeTheirEffect()
    {
        var sex = ConfidentialityProfile.Find("PatientSex")!;
        var date = ConfidentialityProfile.Find("StudyDate")!;

        Assert.Equal(ProfileAction.Empty, sex.Action(ProfileOptions.None));
        Assert.Equal(ProfileAction.Empty, sex.Action(ProfileOptions.RetainUids | ProfileOptions.CleanGraphics));
        Assert.Equal(ProfileAction.Keep, sex.Action(ProfileOptions.RetainPatientCharacteristics));
        Assert.Equal(ProfileAction.Clean, date.Action(ProfileOptions.RetainLongitudinalModifiedDates));
        Assert.Equal(
            ProfileAction.Keep, date.Action(
                ProfileOptions.RetainLongitudinalFullDates | ProfileOptions.RetainLongitudinalModifiedDates));
    }
}
