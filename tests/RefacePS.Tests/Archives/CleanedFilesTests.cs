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
            "participant_id\tage\tname\nsub-001\t30\tPlanted\nsub-nohead\t40\tPlanted\nsub-elsewhere\t50\tPlanted\n");
        archive.AddFile(
            "sub-001/ses-1/sub-001_ses-1_scans.tsv",
            "filename\tacq_time\toperator\nanat/sub-001_ses-1_T1w.nii.gz\t2021-03-04T10:11:12\tPlanted\n"
                + "anat/sub-001_ses-1_T2w.nii\t2021-03-04T10:31:12\tPlanted\nanat/sub-001_ses-1_PDw.nii\t2021-03-04T10:21:12\tPlanted\n");
        archive.AddFile("sub-001/sub-001_sessions.tsv",
            "session_id\tacq_time\nses-1\t2021-03-04T10:01:12\nses-2\t2022-03-04T10:01:12\n");
        archive.AddFile("sub-001/ses-2/beh.txt", "");
        File.Delete(archive.In("sub-001/ses-2/beh.txt"));

        Run();

        Assert.Equal("participant_id\tage\nsub-001\t30\nsub-elsewhere\t50\n", Out("participants.tsv"));
        Assert.Equal(
            "filename\tacq_time\nanat/sub-001_ses-1_T1w.nii.gz\t1900-01-01T00:10:00\nanat/sub-001_ses-1_T2w.nii\t1900-01-01T00:30:00\n",
            Out("sub-001/ses-1/sub-001_ses-1_scans.tsv"));
        Assert.StartsWith("session_id\tacq_time\nses-1\t1900-01-01T00:00:00\n", Out("sub-001/sub-001_sessions.tsv"),
            StringComparison.Ordinal);
        Assert.Contains(heard.Notices, notice => notice.Path == "participants.tsv"
            && notice.Notice.Contains("name", StringComparison.Ordinal));
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
    [InlineData("sub-001_T1w.nii.gz", """{ "PatientName": "001", "PatientID": "sub-001" }""", false)]
    [InlineData("brain_t1.nii.gz", """{ "PatientName": "T1 brain" }""", false)]
    public void A_name_that_may_name_a_person_is_told_of(string name, string sidecar, bool isTold)
    {
        archive.AddScan(name, sidecar: sidecar);

        Run();

        Assert.Equal(
            isTold, heard.Notices.Any(
                notice => notice.Path == name && notice.Notice.Contains("jansson", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(ArchiveLayout.Raw)]
    [InlineData(ArchiveLayout.Derivative)]
    public void A_data_set_keeps_its_authors_licence_and_DOI(ArchiveLayout layout)
    {
        archive.WithSubjects(1).AddFile("dataset_description.json", """
            { "Name": "N", "BIDSVersion": "1.8.0", "License": "CC0", "Authors": ["A. Author"], "DatasetDOI": "doi:10.1/x", "PatientName": "Planted",
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

    private string Out(string path) => File.ReadAllText(archive.Out(path));

    private ArchiveSummary Run(Func<ArchiveOptions, ArchiveOptions>? change = null)
    {
        var options = new ArchiveOptions { Source = archive.Source, Destination = archive.Destination };
        return ArchiveRun.Run(ArchivePlanner.Plan(change?.Invoke(options) ?? options), new HalfProtector(), heard);
    }
}
