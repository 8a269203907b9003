using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using RefacePS.ArchiveHost;
using RefacePS.Archives;

namespace RefacePS.Tests.Archives;

/// <summary>JSON files and tables of an archive on their way into the destination.</summary>
public sealed class CleanedFilesTests : IDisposable
{
    private readonly SyntheticArchive archive = new();
    private readonly HeardObserver heard = new();

    public void Dispose() => archive.Dispose();

    [Theory]
    [InlineData("T1w.json")]
    [InlineData("sub-001/ses-1/anat/sub-001_ses-1_run-1_T1w.JSON")]
    [InlineData("sub-001/ses-1/anat/sub-001_ses-1_T1w.nii.gz.json")]
    [InlineData("sub-001/sub-001_acq-fast_T2w.json")]
    [InlineData("sourcedata/notes.json")]
    public void Every_json_file_is_cleaned(string path)
    {
        archive.WithSubjects(1)
            .AddFile(path, """{ "PatientName": "Planted", "EchoTime": 0.003, "operator": "Planted" }""");

        Run();

        Assert.Equal("""{"EchoTime":0.003}""", JsonNode.Parse(File.ReadAllText(archive.Out(path)))!.ToJsonString());
    }

    [Fact]
    public void A_json_file_that_is_none_is_left_out_and_told_of()
    {
        archive.WithSubjects(1).AddFile("T1w.json", """{ "PatientName": NaN }""");

        Run();

        Assert.False(File.Exists(archive.Out("T1w.json")));
        Assert.Equal("InvalidSidecar", ((RefacePSException)Assert.Single(heard.Failures).Value).ErrorId);
    }

    [Fact]
    public void An_image_whose_sidecar_is_none_gets_one_and_a_warning()
    {
        archive.AddScan("sub-001/anat/sub-001_T1w.nii.gz", sidecar: """{ "EchoTime": NaN }""");

        Run();

        Assert.Contains("DeidentificationMethod", File.ReadAllText(archive.Out("sub-001/anat/sub-001_T1w.json")),
            StringComparison.Ordinal);
        Assert.Contains("left aside", Assert.Single(heard.Notices).Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_lose_what_is_not_published_and_move_times()
    {
        archive.WithSubjects(1);
        archive.AddScan("sub-nohead/anat/sub-nohead_T1w.nii.gz");
        archive.AddFile("participants.tsv",
            "participant_id\tage\tname\nsub-001\t30\tPlanted\nsub-nohead\t40\tPlanted\nsub-elsewhere\t50\tPlanted\n"
                + "mean\t40\tPlanted\n");
        archive.AddFile(
            "sub-001/ses-1/sub-001_ses-1_scans.tsv",
            "filename\tacq_time\toperator\nanat/sub-001_ses-1_T1w.nii.gz\t2021-03-04T10:11:12\tPlanted\n"
                + "anat/sub-001_ses-1_T2w.nii\t2021-03-04T10:31:12\tPlanted\n"
                + "anat/sub-001_ses-1_PDw.nii\t2021-03-04T10:21:12\tPlanted\n");
        archive.AddFile("sub-001/sub-001_sessions.tsv",
            "session_id\tacq_time\nses-1\t2021-03-04T10:01:12\nses-2\t2022-03-04T10:01:12\n");
        archive.AddFile("sub-001/ses-2/beh.txt", "");
        File.Delete(archive.In("sub-001/ses-2/beh.txt"));

        Run();

        Assert.Equal("participant_id\tage\nsub-001\t30\nmean\t40\n", Out("participants.tsv"));
        Assert.Equal(
            "filename\tacq_time\nanat/sub-001_ses-1_T1w.nii.gz\t1900-01-01T00:10:00\n"
                + "anat/sub-001_ses-1_T2w.nii\t1900-01-01T00:30:00\n",
            Out("sub-001/ses-1/sub-001_ses-1_scans.tsv"));
        Assert.StartsWith("session_id\tacq_time\nses-1\t1900-01-01T00:00:00\n", Out("sub-001/sub-001_sessions.tsv"),
            StringComparison.Ordinal);
        Assert.Contains(heard.Notices, notice => notice.Path == "participants.tsv"
            && notice.Notice.Contains("name", StringComparison.Ordinal));
    }

    /// <summary>Answers of a subject go with its scans.</summary>
    [Fact]
    public void Tables_of_phenotypes_lose_the_rows_of_subjects_that_are_not_published()
    {
        archive.WithSubjects(1);
        archive.AddScan("sub-nohead/anat/sub-nohead_T1w.nii.gz");
        archive.AddFile("phenotype/q.tsv",
            "participant_id\tsession_id\tq1\nsub-001\tses-1\t1\nsub-nohead\tses-1\t2\nsub-gone\tses-1\t3\n");
        archive.AddFile("phenotype/r.tsv", "rater_code\tparticipant_id\tq1\nA\tsub-gone\t3\nA\tsub-001\t2\n");

        Run();

        Assert.Equal("participant_id\tsession_id\tq1\nsub-001\tses-1\t1\n", Out("phenotype/q.tsv"));
        Assert.Equal("rater_code\tparticipant_id\tq1\nA\tsub-001\t2\n", Out("phenotype/r.tsv"));
    }

    [Theory]
    [InlineData("form.txt", "surname\t7 Planted\nforename\t7 Planted\n")]
    [InlineData("form.csv", "key;value\nsurname;Planted\n")]
    [InlineData("people.dat", "\"id\" \"surname\" \"dob\"\n\"1\" \"Planted\" \"1979-04-12\"\n")]
    [InlineData("people.txt", "id:surname:dob\n1:Planted:1979-04-12\n")]
    [InlineData("mixed.txt", "Pain, and more.\n\nid surname dob\n1 Planted 1979-04-12\n")]
    [InlineData("people.tsv", "id surname\n1 Planted\n")]
    public void Tables_that_cannot_be_cleaned_are_left_out(string path, string text)
    {
        archive.WithSubjects(1).AddFile(path, text);

        Run();

        Assert.False(File.Exists(archive.Out(path)));
        Assert.Equal("TextNotReadable", ((RefacePSException)Assert.Single(heard.Failures).Value).ErrorId);
    }

    [Fact]
    public void A_list_is_written_again_when_a_scan_is_published_later()
    {
        archive.WithSubjects(1);
        archive.AddFile("sub-002/anat/sub-002_T1w.nii.gz", [1]);
        archive.AddFile("sub-002/sub-002_scans.tsv", "filename\nanat/sub-002_T1w.nii.gz\n");
        Run();
        Assert.Equal("filename\n", Out("sub-002/sub-002_scans.tsv"));

        archive.AddScan("sub-002/anat/sub-002_T1w.nii.gz");
        var summary = Run();
        Assert.Equal("filename\nanat/sub-002_T1w.nii.gz\n", Out("sub-002/sub-002_scans.tsv"));
        Assert.Equal(1, summary.FilesCopied);
        Assert.Equal(0, Run().FilesCopied);
    }

    [Theory]
    [InlineData("scans.tsv")]
    [InlineData("notes.json")]
    public void Text_in_no_known_encoding_is_refused(string path)
    {
        archive.AddFile(path, [(byte)'{', 0x81, (byte)'}']);
        var options = new ArchiveOptions { Source = archive.Source, Destination = archive.Destination };

        var fault = Assert.Throws<ArchiveException>(() => FileCleaning.Clean(options, path, CancellationToken.None));

        Assert.Equal("TextNotReadable", fault.ErrorId);
    }

    [Fact]
    public void Times_stay_where_asked()
    {
        archive.WithSubjects(1);
        const string scans = "filename\tacq_time\nanat/sub-001_ses-1_T1w.nii.gz\t2021-03-04T10:11:12\n";
        archive.AddFile("sub-001/ses-1/sub-001_ses-1_scans.tsv", scans);

        Run(options => options with { KeepTimes = true });

        Assert.Equal(scans, Out("sub-001/ses-1/sub-001_ses-1_scans.tsv"));
    }

    [Fact]
    public void What_file_managers_leave_behind_is_left_out_quietly()
    {
        archive.WithSubjects(1);
        archive.AddFile(".DS_Store", [0, 0, 0, 1]);
        archive.AddFile("Thumbs.db", [1]);
        archive.AddFile("sub-001/ses-1/anat/._sub-001_ses-1_T1w.nii.gz", [0, 5, 0x16, 7]);
        archive.AddFile("__MACOSX/sub-001_T1w.nii.gz", [0, 5, 0x16, 7]);

        Assert.True(Run().Succeeded);

        Assert.Empty(heard.Failures);
        Assert.Empty(heard.Held);
        Assert.False(File.Exists(archive.Out(".DS_Store")));
    }

    [Theory]
    [InlineData("/annex/objects/SHA256E-s345--0123.nii.gz\n")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 345\n")]
    public void What_was_not_fetched_is_never_taken_for_the_file(string pointer)
    {
        archive.WithSubjects(1).AddFile("sub-002/anat/sub-002_T1w.nii.gz", pointer);
        archive.AddFile("sub-002/func/sub-002_task-rest_events.tsv", pointer);
        archive.AddFile("CHANGES", pointer);

        Run();

        Assert.Equal(3, heard.Failures.Count);
        Assert.All(heard.Failures.Values, fault =>
            Assert.Equal("ContentNotFetched", ((RefacePSException)fault).ErrorId));
        Assert.False(File.Exists(archive.Out("CHANGES")));
    }

    [Theory]
    [InlineData("jansson.nii.gz", """{ "PatientName": "Jansson^Ida" }""", true)]
    [InlineData("sub-jansson_T1w.nii.gz", """{ "global": { "const": { "patient_name": "Ida Jansson" } } }""", true)]
    [InlineData("Jansson_Ida/anat/T1w.nii.gz", """{ "PatientName": "JANSSON^IDA" }""", true)]
    [InlineData("ja\u030ansson/T1w.nii.gz", """{ "PatientName": "Jånsson^Ida" }""", true)]
    [InlineData("sub-001_T1w.nii.gz", """{ "PatientName": "001", "PatientID": "sub-001" }""", false)]
    [InlineData(
        "sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz", """{ "PatientName": "01", "PatientID": "ses-1" }""", false)]
    [InlineData("Anonymous/T1.nii", """{ "PatientName": "Anonymous" }""", false)]
    [InlineData("Phantom_Test/T1.nii", """{ "PatientName": "PHANTOM^TEST" }""", false)]
    [InlineData("site-B/pilot/03/T1.nii", """{ "PatientName": "PILOT_03", "PatientID": "SITE-B" }""", false)]
    [InlineData("ADNI/002_S_0295/T1.nii", """{ "PatientID": "ADNI_002_S_0295" }""", false)]
    [InlineData(
        "Prisma/Charite/T1.nii", """{ "ManufacturersModelName": "Prisma", "InstitutionName": "Charite" }""", false)]
    [InlineData("brain_t1.nii.gz", """{ "PatientName": "T1 brain" }""", false)]
    public void A_name_that_may_name_a_person_is_told_of(string name, string sidecar, bool isTold)
    {
        archive.AddScan(name, sidecar: sidecar);

        Run();

        Assert.Equal(isTold ? [name] : [], heard.Notices
            .Where(notice => notice.Notice.Contains("may name a person", StringComparison.Ordinal))
            .Select(notice => notice.Path));
    }

    /// <summary>Programs write their names into headers, and folders are called after programs.</summary>
    [Theory]
    [InlineData("data/freesurfer/T1.nii", "FreeSurfer May 11 2020 /data/T1", false)]
    [InlineData("data/doe_T1.nii", "Doe Jane /data/T1", true)]
    public void What_a_header_says_is_held_against_the_name_of_the_file(string name, string text, bool isTold)
    {
        archive.AddScan(name, text: text);

        Run();

        Assert.Equal(isTold, heard.Notices.Any(
            notice => notice.Notice.Contains("may name a person", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(ArchiveLayout.Raw)]
    [InlineData(ArchiveLayout.Derivative)]
    public void A_data_set_keeps_its_authors_licence_and_DOI(ArchiveLayout layout)
    {
        archive.WithSubjects(1).AddFile("dataset_description.json", """
            { "Name": "N", "BIDSVersion": "1.8.0", "License": "CC0", "Authors": ["A. Author"],
              "DatasetDOI": "doi:10.1/x", "PatientName": "Planted",
              "GeneratedBy": [ { "Name": "heudiconv" } ] }
            """);

        Run(options => options with { Layout = layout });

        var fields = JsonNode.Parse(Out("dataset_description.json"))!;
        Assert.Equal(
            ("N", "1.8.0", "CC0", "A. Author"),
            ((string?)fields["Name"], (string?)fields["BIDSVersion"], (string?)fields["License"],
                (string?)fields["Authors"]![0]));
        Assert.Equal(
            ["heudiconv", "RefacePS"], fields["GeneratedBy"]!.AsArray().Select(tool => (string?)tool!["Name"]));
        Assert.Equal("doi:10.1/x", (string?)fields["SourceDatasets"]![0]!["DOI"]);
        Assert.Equal(layout == ArchiveLayout.Derivative ? "derivative" : null, (string?)fields["DatasetType"]);
        Assert.Null(fields["PatientName"]);
    }

    [Theory]
    [InlineData("notes.txt", "{ \"PatientName\": \"Planted\", \"EchoTime\": 0.003 }", "{\"EchoTime\":0.003}")]
    [InlineData("sub-001_T1w.json.bak", " [ { \"PatientName\": \"Planted\" } ]", "[{}]")]
    [InlineData("participants.tsv", "{\n \"PatientName\": \"Planted\" }", "{}")]
    [InlineData("text.json", "\"Planted\"", "null")]
    [InlineData("log.ndjson", "{ \"EchoTime\": 1 }\n{ \"dob\": \"Planted\" }\n", "{\"EchoTime\":1}{}")]
    public void JsonIsCleanedWhateverItsName(string path, string text, string expected)
    {
        archive.WithSubjects(1).AddFile(path, text);

        Run();

        var left = Out(path).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal(expected, left);
    }

    [Fact]
    public void What_looks_like_json_and_is_none_is_left_out()
    {
        archive.WithSubjects(1).AddFile("notes.txt", "{ // of\n Surname: 'Planted' }");

        Run();

        Assert.False(File.Exists(archive.Out("notes.txt")));
        Assert.Equal("InvalidSidecar", ((RefacePSException)Assert.Single(heard.Failures).Value).ErrorId);
    }

    [Theory]
    [InlineData("README.md", "Name, and the places that it is known by.\nIt has heads, and all that is theirs.\n")]
    [InlineData("code/run.py", "name, age = 1, 2\nprint(name, age)\n")]
    [InlineData("CHANGES", "[1.0]: { a }\n- name\n")]
    public void Other_text_goes_out_as_it_is(string path, string text)
    {
        archive.WithSubjects(1).AddFile(path, text);

        Run();

        Assert.Equal(text, Out(path));
    }

    [Theory]
    [InlineData("utf-16", "participants.tsv", "participant_id\tname\nsub-001\tPlanted\n", "participant_id\nsub-001\n")]
    [InlineData(
        "utf-8", "notes.txt", "id,surname,\"place, and time\"\n1,Planted\n2,Planted,a,b\n3,Planted,c\n",
        "id,\"place, and time\"\n3,c\n")]
    [InlineData("utf-8", "answers", "id|Referring physician\n1|Planted\n", "id\n1\n")]
    [InlineData("utf-8", "sub-001/answers.CSV", "id,Surname\n1,Planted\n", "id\n1\n")]
    public void TablesWithAByteOrderMarkAreCleaned(string encoding, string path, string text, string expected)
    {
        var code = Encoding.GetEncoding(encoding);
        archive.WithSubjects(1).AddFile(path, [.. code.GetPreamble(), .. code.GetBytes(text)]);

        Run();

        Assert.Equal(expected, Out(path));
    }

    [Theory]
    [InlineData("(0008,0060) CS [MR]\n(0010,0010) PN [Planted]\n")]
    [InlineData("(0010, 0030) Patient's Birth Date   DA: '19700101'\n")]
    [InlineData("PatientName: Planted\n")]
    [InlineData("0010|0020 = Planted\n")]
    public void ListingsOfAttributesAreWithheld(string text)
    {
        archive.WithSubjects(1).AddFile("listing.txt", text);

        Run();

        Assert.False(File.Exists(archive.Out("listing.txt")));
        Assert.Contains(heard.Held, scan => scan.Path == "listing.txt" && scan.ErrorId == "ContentNotKnown");
    }

    [Fact]
    public void A_cell_that_no_file_can_be_named_like_is_one_of_what_is_not_published()
    {
        const string path = "sub-001/sub-001_scans.tsv";
        archive.WithSubjects(1).AddFile(
            path, [.. Encoding.UTF8.Preamble, .. "filename\nanat/\0.nii\nses-1/anat/sub-001_ses-1_T2w.nii\n"u8]);

        Run(options => options with { OtherFiles = OtherFilePolicy.All });

        Assert.Empty(heard.Failures);
        Assert.Equal("filename\nses-1/anat/sub-001_ses-1_T2w.nii\n", Out(path));
    }

    [Fact]
    public void Packed_signals_that_are_asked_for_lose_what_their_gzip_header_says()
    {
        const string path = "sub-001/func/sub-001_task-rest_physio.tsv.gz";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("1\t2\n"u8);
        }

        byte[] plain = packed.ToArray();
        const byte name = 8;
        archive.WithSubjects(1)
            .AddFile(path, [.. plain[..3], name, .. plain[4..10], .. "Planted\0"u8, .. plain[10..]]);

        Run();
        Assert.False(File.Exists(archive.Out(path)));

        Run(options => options with { OtherFiles = OtherFilePolicy.All });
        var written = File.ReadAllBytes(archive.Out(path));
        Assert.Equal(-1, written.AsSpan().IndexOf("Planted"u8));
        using var content = new StreamReader(new GZipStream(new MemoryStream(written), CompressionMode.Decompress));
        Assert.Equal("1\t2\n", content.ReadToEnd());
    }

    [Fact]
    public void A_derivative_refers_to_images_by_the_names_that_they_have_there()
    {
        archive.WithSubjects(1);
        archive.AddScan(
            "sub-001/ses-1/fmap/sub-001_ses-1_phasediff.nii.gz", sidecar: """
            { "IntendedFor": ["ses-1/func/sub-001_ses-1_task-rest_bold.nii.gz",
                              "bids::sub-001/ses-1/anat/sub-001_ses-1_T1w.nii.gz",
                              "bids:raw:sub-001/ses-1/anat/sub-001_ses-1_T1w.nii.gz",
                              "ses-1/anat/sub-001_ses-1_desc-tissue_dseg.nii.gz", "a/"],
              "B0FieldIdentifier": "pepolar" }
            """);
        archive.AddFile("phasediff.json", """{ "IntendedFor": "ses-1/anat/sub-001_ses-1_T2w.nii" }""");

        Run(options => options with { Layout = ArchiveLayout.Derivative });

        var fields = JsonNode.Parse(Out("sub-001/ses-1/fmap/sub-001_ses-1_phasediff.json"))!;
        Assert.Equal(
            ["ses-1/func/sub-001_ses-1_task-rest_desc-defaced_bold.nii.gz",
             "bids::sub-001/ses-1/anat/sub-001_ses-1_desc-refaced_T1w.nii.gz",
             "bids:raw:sub-001/ses-1/anat/sub-001_ses-1_T1w.nii.gz",
             "ses-1/anat/sub-001_ses-1_desc-tissue_dseg.nii.gz", "a/"],
            fields["IntendedFor"]!.AsArray().Select(reference => (string?)reference));
        Assert.Equal("pepolar", (string?)fields["B0FieldIdentifier"]);
        Assert.Equal("ses-1/anat/sub-001_ses-1_desc-defaced_T2w.nii",
            (string?)JsonNode.Parse(Out("phasediff.json"))!["IntendedFor"]);
        Assert.True(File.Exists(archive.Out("sub-001/ses-1/func/sub-001_ses-1_task-rest_desc-defaced_bold.nii.gz")));
    }

    [Theory]
    [InlineData("ses-1/anat/")]
    [InlineData("bids::sub-001/ses-1/anat/")]
    public void A_series_of_T1_weighted_frames_is_referred_to_as_defaced(string folder)
    {
        archive.WithSubjects(1);
        archive.AddScan("sub-001/ses-1/anat/sub-001_ses-1_run-2_T1w.nii.gz", frames: 3);
        archive.AddScan(
            "sub-001/ses-1/fmap/sub-001_ses-1_phasediff.nii.gz",
            sidecar: $$"""{ "IntendedFor": "{{folder}}sub-001_ses-1_run-2_T1w.nii.gz" }""");

        Run(options => options with { Layout = ArchiveLayout.Derivative });

        Assert.True(File.Exists(archive.Out("sub-001/ses-1/anat/sub-001_ses-1_run-2_desc-defaced_T1w.nii.gz")));
        Assert.Equal($"{folder}sub-001_ses-1_run-2_desc-defaced_T1w.nii.gz",
            (string?)JsonNode.Parse(Out("sub-001/ses-1/fmap/sub-001_ses-1_phasediff.json"))!["IntendedFor"]);
    }

    [Theory]
    [InlineData("sub-001/ses-1/dwi/sub-001_ses-1_dwi.bval", "0 1000 1000\n")]
    [InlineData("sub-001/ses-1/dwi/sub-001_ses-1_dwi.bvec", "0 1 0\n0 0 1\n0 0 0\n")]
    public void Tables_of_gradients_go_out_byte_for_byte(string path, string text)
    {
        archive.WithSubjects(1).AddFile(path, text);

        Run();

        Assert.Equal(text, Out(path));
    }

    [Fact]
    public void A_mask_of_a_face_is_treated_as_labels()
    {
        archive.WithSubjects(1).AddScan("sub-001/ses-1/anat/sub-001_ses-1_mod-T1w_defacemask.nii.gz");
        var options = new ArchiveOptions { Source = archive.Source, Destination = archive.Destination };

        var mask = ArchivePlanner.Plan(options).Scans.Single(item =>
            item.Path.Contains("defacemask", StringComparison.Ordinal));

        Assert.Equal((ArchiveRole.Map, Treatment.Clear), (mask.Role, mask.Treatment));
    }

    /// <summary>Files that an older version has cleaned by other lists are cleaned again, images too.</summary>
    [Fact]
    public void Every_row_of_the_ledger_says_by_which_lists_it_was_cleaned()
    {
        archive.WithSubjects(1);
        Run();

        using var ledger = Ledger.Open(archive.Destination);
        var done = ledger.Read().Where(entry => entry.Scan.Status == ArchiveScanStatus.Done).ToList();
        Assert.Equal(2, done.Select(entry => entry.Scan.Role).Distinct().Count(role =>
            role is ArchiveRole.Head or ArchiveRole.File));
        Assert.All(done, entry =>
            Assert.Contains(FileCleaning.Version, entry.Scan.Parameters, StringComparison.Ordinal));
    }

    private string Out(string path) => File.ReadAllText(archive.Out(path));

    private ArchiveSummary Run(Func<ArchiveOptions, ArchiveOptions>? change = null)
    {
        var options = new ArchiveOptions { Source = archive.Source, Destination = archive.Destination };
        return ArchiveRun.Run(ArchivePlanner.Plan(change?.Invoke(options) ?? options), new HalfProtector(), heard);
    }
}
