using RefacePS.Deidentification;

namespace RefacePS.Tests.Deidentification;

public sealed class TableCleanerTests
{
    [Fact]
    public void WhatHasNothingToLoseIsTheVeryText()
    {
        const string text = "participant_id\tage\tsex\r\nsub-01\t30\tF\r\n";
        Assert.Same(text, TableCleaner.Clean(text, new("participants")).Text);
    }

    [Theory]
    [InlineData("PatientName")]
    [InlineData("patient_name")]
    [InlineData("(0010,0010)")]
    [InlineData("Name")]
    [InlineData("Surname")]
    [InlineData("DOB")]
    [InlineData("date_of_birth")]
    [InlineData("MRN")]
    [InlineData("operator")]
    [InlineData("scan_date")]
    [InlineData("Comments")]
    [InlineData("InstitutionName")]
    public void ColumnsOfPeopleGo(string column)
    {
        var cleaned = TableCleaner.Clean($"participant_id\t{column}\tage\nsub-01\tX1Q\t30\n", new("participants"));
        Assert.Equal("participant_id\tage\nsub-01\t30\n", cleaned.Text);
        Assert.Contains(column, Assert.Single(cleaned.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onset\tduration\ttrial_type\n1\t2\tgo\n", "events")]
    [InlineData("name\ttype\tunits\nCz\tEEG\tuV\n", "channels")]
    [InlineData("time\twhole_blood_radioactivity\n1\t2\n", "blood")]
    [InlineData("index\tname\tcolor\n1\tCaudate\t#ff0000\n", "dseg")]
    public void TablesOfMeasurementsKeepTheirColumns(string text, string suffix) =>
        Assert.Same(text, TableCleaner.Clean(text, new(suffix)).Text);

    [Fact]
    public void OldAgesAndFreeTextAreNamed()
    {
        var notices = TableCleaner.Clean(
            "participant_id\tage\tremarked\nsub-01\t91\twas met in town\nsub-02\t89\tn/a\n", new("participants"))
                .Notices;

        Assert.Equal(2, notices.Count);
        Assert.Contains("1 ages in the column age are over 89", notices[0], StringComparison.Ordinal);
        Assert.Contains("remarked", notices[1], StringComparison.Ordinal);
    }

    [Fact]
    public void RowsAreChosenAndTimesOfASubjectMovedTogether()
    {
        string[] moments = ["2021-03-04T10:11:12.5", "2021-03-02T23:00:00", "2021-04-02"];
        var cleaned = TableCleaner.Clean(
            "filename\tacq_time\tnote_of\nanat/a.nii.gz\t2021-03-04T10:11:12.5\t1\nanat/b.nii.gz\t2021-03-02T23:00:00\t2\nc\tn/a\t3\nd\tlast spring\t4\n",
            new("scans", Keeps: name => name != "c", Shift: TimeShift.Of(moments)));

        Assert.Equal(
            "filename\tacq_time\tnote_of\nanat/a.nii.gz\t1900-01-02T11:11:12.5\t1\nanat/b.nii.gz\t1900-01-01T00:00:00\t2\nd\tn/a\t4\n", cleaned.Text);
    }

    [Fact]
    public void WhatWouldNotBeLongAgoIsNotAvailable() =>
        Assert.Equal("n/a", TimeShift.Of(["1950-01-01", "2021-01-01"]).Apply("2021-01-01"));

    [Fact]
    public void TimesStayWhereAsked()
    {
        const string text = "filename\tacq_time\nanat/a.nii.gz\t2021-03-04T10:11:12\n";
        Assert.Same(text, TableCleaner.Clean(text, new("scans", KeepTimes: true)).Text);
        Assert.Equal("filename\nanat/a.nii.gz\n", TableCleaner.Clean(text, new("scans")).Text);
    }
}
