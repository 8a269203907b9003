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

    [Theory]
    [InlineData("id,\"mood\tscore\",name\nsub-01,1,X1Q\n", "id,\"mood\tscore\"\nsub-01,1\n")]
    [InlineData("id;\"a, b, c, d\";name\nsub-01;1;X1Q\n", "id;\"a, b, c, d\"\nsub-01;1\n")]
    [InlineData("id\tlength 5\"\tname\tlength 6\"\nsub-01\t1\tX1Q\t2\n", "id\tlength 5\"\tlength 6\"\nsub-01\t1\t2\n")]
    public void WhatCellsHoldInQuotesSetsNoneApart(string text, string expected) =>
        Assert.Equal(expected, TableCleaner.Clean(text, new("participants")).Text);

    [Fact]
    public void OldAgesAndFreeTextAreNamed()
    {
        var notices = TableCleaner.Clean(
            "participant_id\tage\tremarked\nsub-01\t91\twas met in town\nsub-02\t89\tn/a\n", new("participants"))
                .Notices;

        Assert.Equal(2, notices.Count);
        Assert.Contains("1 age in the column age is over 89", notices[0], StringComparison.Ordinal);
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
            cleaned.Notices.Any(
                notice => notice.Contains("the cells that the heading names", StringComparison.Ordinal)));
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

    /// <summary>The values would stay, without what tells whose and what they are.</summary>
    [Theory]
    [InlineData("surname\tX1Q\nforename\tX1Q\nage\t33\n")]
    [InlineData("surname\tX1Q\nscore\t4\n")]
    [InlineData("surname,X1Q,Y1Q\nscore,4,5\n")]
    [InlineData("surname,Q\ndob,1979-04-12\nscore,4\n")]
    [InlineData("Patient Name;X1Q Jane\nBirth Date;12.04.1979\nMRN;99887766\n")]
    [InlineData("mrn\t99887766\nscore\t4\n")]
    [InlineData("name\tX1Q^JANE\nscore\t4\n")]
    [InlineData("Name,X1Q\nage,33\n")]
    [InlineData("born,12 April 1979\nscore,4\n")]
    [InlineData("key,value\nPatientName,X1Q\nscore,4\n")]
    [InlineData("field;value\nName;X1Q\nScore;4\n")]
    [InlineData("tag,name,value\n\"(0010,0010)\",PN,X1Q\n")]
    [InlineData("tag\tvalue\n0010|0010\tX1Q\n0008|0060\tMR\n")]
    [InlineData("participant_id\tvariable\tvalue\nsub-01\tsurname\tX1Q\nsub-01\tscore\t4\n")]
    [InlineData("\tperson\tperson\nparticipant_id\tsurname\tdob\nsub-01\tX1Q\t1979-04-12\n")]
    [InlineData("Study of pain\nid,surname\n1,X1Q\n")]
    [InlineData("key,value\nфамилия,X1Q\nscore,4\n")]
    public void SheetsThatNameFieldsInRowsAreRefused(string text) =>
        Assert.Throws<FormatException>(() => TableCleaner.Clean(text, new("participants")));

    [Theory]
    [InlineData("PTID")]
    [InlineData("PTDOBMM")]
    [InlineData("PTDOBYY")]
    [InlineData("ptname")]
    [InlineData("fname")]
    [InlineData("lname")]
    [InlineData("bday")]
    [InlineData("birthDay")]
    [InlineData("nok")]
    [InlineData("nhs_no")]
    [InlineData("NHSNumber")]
    [InlineData("hosp_no")]
    [InlineData("medicare")]
    [InlineData("address1")]
    [InlineData("homeAddress")]
    [InlineData("street_addr")]
    [InlineData("demog_name")]
    [InlineData("PatNo")]
    [InlineData("id_hospital")]
    [InlineData("notes_rad")]
    [InlineData("Pat.-Nr.")]
    [InlineData("personnummer")]
    [InlineData("förnamn")]
    [InlineData("efternamn")]
    [InlineData("sukunimi")]
    [InlineData("imię")]
    [InlineData("nazwisko")]
    [InlineData("jméno")]
    [InlineData("příjmení")]
    [InlineData("codice_fiscale")]
    [InlineData("cpf")]
    [InlineData("dni")]
    [InlineData("bsn")]
    [InlineData("geboren")]
    [InlineData("Geb")]
    [InlineData("Untersucher")]
    [InlineData("ad_soyad")]
    [InlineData("scanned_on")]
    [InlineData("visit_dt")]
    [InlineData("EXAMDATE")]
    [InlineData("Aufnahmedatum")]
    [InlineData("Aufnahmetag")]
    [InlineData("scan_day")]
    [InlineData("example_dcm_file")]
    [InlineData("dcm_dir_name")]
    [InlineData("имя")]
    [InlineData("姓名")]
    [InlineData("氏名")]
    [InlineData("이름")]
    [InlineData("όνομα")]
    [InlineData("الاسم")]
    [InlineData("שם")]
    [InlineData("नाम")]
    public void ColumnsOfPeopleGoInManyLanguagesAndAbbreviations(string column)
    {
        var cleaned = TableCleaner.Clean($"participant_id\t{column}\tage\nsub-01\tX1Q\t30\n", new("participants"));
        Assert.Equal("participant_id\tage\nsub-01\t30\n", cleaned.Text);
        Assert.Contains(column, Assert.Single(cleaned.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baseline", "1979-04-12", "1979-05-12")]
    [InlineData("baseline", "12.04.1979", "n/a")]
    [InlineData("visit", "4/12/1979 10:15", "4/13/1979 11:15")]
    [InlineData("t0", "19790412", "20190412")]
    [InlineData("seen", "12-Apr-1979", "unknown")]
    [InlineData("seen", "April 12, 1979", "3. Mai 1980")]
    [InlineData("scan_day", "12.4.", "13.4.")]
    [InlineData("group", "DOE^JANE", "B^C")]
    [InlineData("label", "control", "Müller^Ida^^Dr")]
    public void ColumnsOfDaysAndNamesGoByTheirCells(string column, string first, string second)
    {
        var text = $"participant_id\t{column}\tage\nsub-01\t{first}\t30\nsub-02\t{second}\t31\n";
        var cleaned = TableCleaner.Clean(text, new("participants"));
        Assert.Equal("participant_id\tage\nsub-01\t30\nsub-02\t31\n", cleaned.Text);
        Assert.Contains(column, Assert.Single(cleaned.Notices), StringComparison.Ordinal);
        Assert.Equal(!first.Contains('^') && !second.Contains('^'),
            TableCleaner.Clean(text, new("participants", KeepTimes: true)).Text == text);
    }

    /// <summary>Such a row has its cells elsewhere, and goes.</summary>
    [Fact]
    public void RowsThatDoNotFitTellNothingOfColumns() => Assert.Equal(
        "id\tscore\n1\t3\n",
        TableCleaner.Clean("id\tscore\n1\t3\n2\t1979-04-12\t3\n2\t1979-04-12\t4\n", new("x")).Text);

    /// <summary>Tables as studies and programs write them.</summary>
    [Theory]
    [InlineData(
        "participant_id\tage\tsex\tgroup\tMMSE_score\tscan_day\nsub-01\t34\tF\tcontrol\t30\t14\n", "participants")]
    [InlineData(
        "onset\tduration\ttrial_type\tstim_file\tword\n1.5\t2\tgo\ta.png\tdoctor\n"
        + "3\t2\tno\tb.png\tcity\n", "events")]
    [InlineData("participant_id\tinformant\tscore\nsub-01\tmother\t3\nsub-02\tfather\t4\n", "parents")]
    [InlineData("region,volume_mm3\nLeft-Hippocampus,3912.5\nRight-Hippocampus,4012.25\n", "volumes")]
    [InlineData("Measure:volume\tLeft-Lateral-Ventricle\tCSF\tWM-hypointensities\nsub-01\t7000.1\t900\t1200\n", "aseg")]
    [InlineData("lh.aparc.thickness\tlh_bankssts_thickness\tlh_cuneus_thickness\tN\nsub-01\t2.5\t1.9\t3\n", "aparc")]
    [InlineData("trans_x\ttrans_y\trot_z\tframewise_displacement\n0.1\t0.2\t0.01\tn/a\n", "timeseries")]
    [InlineData("0.1,0.2,0.3\n0.2,0.5,0.6\n", "connectivity")]
    [InlineData("subject,2019,2020,11101\nA,1,2,3\n", "wide")]
    [InlineData("ROI,α,β,Δ\n1,0.1,0.2,0.3\n", "fit")]
    [InlineData(
        "participant_id\tversion\trange\tlength_of_stay\tbirth_order\tnum_patients\n"
        + "sub-01\t1.2.3\t10-12\t3\t1\t2\n", "x")]
    [InlineData("participant_id\tcandidate\tupdated_model\tsession_on\tadobe\nsub-01\tA\tB\t1\t2\n", "x")]
    [InlineData("index\tname\tcolor\tmapping\n1\tCaudate\t#ff0000\t11\n", "dseg")]
    public void TablesOfResearchStayAsTheyAre(string text, string suffix)
    {
        var cleaned = TableCleaner.Clean(text, new(suffix));
        Assert.Same(text, cleaned.Text);
        Assert.Empty(cleaned.Notices);
    }

    [Theory]
    [InlineData("\"participant_id\" \"surname\" \"dob\" \"score\"\n\"1\" \"sub-01\" \"X1Q\" \"1979-04-12\" 3\n")]
    [InlineData("participant_id surname dob score\n1 sub-01 X1Q 1979-04-12 3\n")]
    [InlineData("  participant_id surname         dob\n0         sub-01  X1Q  1979-04-12\n")]
    [InlineData("participant_id   first name      dob\nsub-01           Jane Ida X1Q    1979-04-12\n")]
    [InlineData("participant_id:surname:dob\nsub-01:X1Q:1979-04-12\n")]
    [InlineData("participant_id~surname~dob\nsub-01~X1Q~1979-04-12\n")]
    [InlineData("participant_id^surname^dob\nsub-01^X1Q^1979-04-12\n")]
    [InlineData("# by hand\n\nTable 1\nid surname\n1 X1Q\n2 X1Q\n")]
    [InlineData("People of the study\n\nid,surname,age\n1,X1Q,30\n")]
    [InlineData("id name age\n1 X1Q 30\n2 Y1Q 31\n")]
    [InlineData("id day score date\n1 a 3 1979-04-12\n")]
    public void TablesWithoutSeparatorsThatNamePeopleAreTold(string text) => Assert.True(LooseTable.NamesPeople(text));

    [Theory]
    [InlineData("# Study of names\n\nSurname and dob of subjects were removed.\nSee the notes.\n")]
    [InlineData("Notes on the data set\nWe scanned five people\n")]
    [InlineData("import os\nimport time\n\nname = 1\n")]
    [InlineData("name: study\nversion: 1.0\n")]
    [InlineData("# Tags\n\n| Tag | Name | Action |\n| --- | --- | --- |\n| (0010,0010) | PatientName | removed |\n")]
    [InlineData("time dvars csf\n0.0 1.2 3.4\n1.0 1.3 3.5\n")]
    [InlineData("No Name x y z\n1 Hippocampus 3 4 5\n2 Amygdala 3 4 5\n")]
    [InlineData("columns = ['surname', 'dob']\nprint(columns, 1)\n")]
    [InlineData("0 1000 1000\n0 1 0\n")]
    [InlineData("names = [\n    'surname', 'dob',\n    'mrn', 'forename',\n]\n")]
    [InlineData("1.0.1 2019-04-12\n  - surname and dob are gone\n")]
    public void OtherTextsAreNoTablesOfPeople(string text) => Assert.False(LooseTable.NamesPeople(text));
}
