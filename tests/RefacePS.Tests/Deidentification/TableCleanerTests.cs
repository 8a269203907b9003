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
    [InlineData("(0018,9999)")]
    [InlineData("0019|1001")]
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
            "filename\tacq_time\tnote_of\nanat/a.nii.gz\t2021-03-04T10:11:12.5\t1\n"
                + "anat/b.nii.gz\t2021-03-02T23:00:00\t2\nc\tn/a\t3\nd\tlast spring\t4\n",
            new("scans", Keeps: name => name != "c", Shift: TimeShift.Of(moments)));

        Assert.Equal(
            "filename\tacq_time\tnote_of\nanat/a.nii.gz\t1900-01-02T11:11:12.5\t1\n"
                + "anat/b.nii.gz\t1900-01-01T00:00:00\t2\nd\tn/a\t4\n",
            cleaned.Text);
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

    [Theory]
    [InlineData("Vorname")]
    [InlineData("date_de_naissance")]
    [InlineData("Apellidos")]
    [InlineData("home_phone_2")]
    [InlineData("motherName")]
    [InlineData("birth_year")]
    [InlineData("Geburtsjahr")]
    [InlineData("date_of_birth_mother")]
    [InlineData("pat_name")]
    [InlineData("Patient")]
    [InlineData("emergency_contact")]
    [InlineData("interviewer")]
    [InlineData("instagram_account")]
    [InlineData("Datum")]
    [InlineData("mri_scan_date")]
    [InlineData("consentDate")]
    [InlineData("Patient's full name")]
    [InlineData("\"DOB\"")]
    public void ColumnsOfPeopleGoInOtherWordsToo(string column) => Assert.Equal(
        "participant_id,age\nsub-01,30\n",
        TableCleaner.Clean($"participant_id,{column},age\nsub-01,X1Q,30\n", new("participants")).Text);

    [Theory]
    [InlineData("participant_id\tbirth_weight\tgroup_name\tnumber_of_doctor_visits\nsub-01\t3\tA\t1\n")]
    [InlineData("region_name;volume\nHippocampus;3,9\n")]
    [InlineData("\"a\";\"b\"\n\"1;2\";\"said \"\"no\"\"\"\n")]
    [InlineData("size\tlength\n5\"\t6\"\n\"7\t8\n")]
    [InlineData("")]
    public void OtherColumnsStayAsTheyAre(string text) =>
        Assert.Same(text, TableCleaner.Clean(text, new("participants")).Text);

    [Theory]
    [InlineData("id,name,age\nsub-01,\"X1Q, \"\"X1Q\"\"\nX1Q\",30\n", "id,age\nsub-01,30\n")]
    [InlineData("id\tname\tage\nsub-01\t\"X1Q\tX1Q\nX1Q\"\t30\n", "id\tage\nsub-01\t30\n")]
    [InlineData("id;name;age\r\nsub-01;X1Q;30\r\n", "id;age\nsub-01;30\n")]
    [InlineData("id|name|age\rsub-01|X1Q|30\r", "id|age\nsub-01|30\n")]
    [InlineData("sep=,\nid,name,age\nsub-01,X1Q,30\n", "id,age\nsub-01,30\n")]
    [InlineData("# of X1Q, X1Q\n# and X1Q\nid\tname\tage\nsub-01\tX1Q\t30\n# by X1Q\n", "id\tage\nsub-01\t30\n")]
    [InlineData("#id\tname\tage\nsub-01\tX1Q\t30\n", "#id\tage\nsub-01\t30\n")]
    [InlineData("name\tage\n1\tX1Q\t30\n2\tX1Q\t31\n", "\tage\n1\t30\n2\t31\n")]
    public void TablesAreReadHoweverTheyAreWritten(string text, string expected)
    {
        var cleaned = TableCleaner.Clean(text, new("participants"));
        Assert.Equal(expected, cleaned.Text);
        Assert.DoesNotContain("X1Q", string.Concat(cleaned.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id\tname\tage\nsub-01\tX1Q\t30\nsub-02\tof\tX1Q\t31\nX1Q\n", "id\tage\nsub-01\t30\n")]
    [InlineData("id\tage\nsub-01\t30\tX1Q\n", "id\tage\n")]
    [InlineData("id\tage\nsub-01\t30\nsub-02\t31\tX1Q\n", "id\tage\nsub-01\t30\n")]
    [InlineData("id\tage\nsub-01\t30\t\n", "id\tage\nsub-01\t30\t\n")]
    public void RowsThatDoNotFitTheHeadingGoAndAreCounted(string text, string expected)
    {
        var cleaned = TableCleaner.Clean(text, new("participants"));
        Assert.Equal(expected, cleaned.Text);
        Assert.Equal(text.Contains("X1Q", StringComparison.Ordinal),
            cleaned.Notices.Any(notice => notice.Contains("do not have the cells", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("sub-01\tX1Q\t30\nsub-02\tX1Q\t31\n")]
    [InlineData("1,X1Q,1980-01-31\n2,X1Q,1981-01-31\n")]
    [InlineData("participant_id name age\nsub-01 X1Q 30\n")]
    public void WhatNamesNoColumnsIsRefused(string text) =>
        Assert.Throws<FormatException>(() => TableCleaner.Clean(text, new("participants")));

    /// <summary>Takes no time that grows with the square of the cells.</summary>
    [Fact]
    public void QuotesThatAreNeverClosedAreSigns()
    {
        var text = "id\tsize\n" + string.Concat(Enumerable.Repeat("\"1\t\"2\n", 100_000));
        Assert.Same(text, TableCleaner.Clean(text, new("participants")).Text);
    }
}
