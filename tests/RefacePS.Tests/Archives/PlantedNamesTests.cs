using System.Globalization;
using RefacePS.ArchiveHost;
using RefacePS.Archives;

namespace RefacePS.Tests.Archives;

/// <summary>
/// Names are planted wherever text can stand in a tree, each one of its own, and looked for in the destination,
/// unpacked. Those that docs/files.md says stay, such as names of files and authors, are not planted.
/// </summary>
public sealed class PlantedNamesTests : IDisposable
{
    private const int Planted = 10_000;

    private static readonly string[] JsonPaths =
    [
        "T1w.json", "sub-{0}/sub-{0}_T1w.json", "sub-{0}/anat/sub-{0}_T1w.json", "sub-{0}/anat/sub-{0}_run-1_T1w.JSON",
        "sub-{0}/anat/sub-{0}_T1w.nii.gz.json", "sub-{0}/anat/sub-{0}_T2w.json", "sub-{0}/anat/sub-{0}_PDw.Json",
        "participants.json", "sub-{0}/sub-{0}_scans.json", "sub-{0}/sub-{0}_sessions.json",
        "sub-{0}/func/sub-{0}_task-rest_events.json", "sub-{0}/func/sub-{0}_task-rest_physio.json",
        "task-rest_bold.json", "dataset_description.json", "sourcedata/sub-{0}.json",
        "derivatives/tool/dataset_description.json", "phenotype/{0}.json", ".heudiconv/{0}/dicominfo.json",
    ];

    private readonly SyntheticArchive archive = new();
    private readonly HeardObserver heard = new();
    private readonly PlantedNames names = new(new Random(20));

    public void Dispose() => archive.Dispose();

    /// <summary>As it is by default, and with all that a run can be asked to copy.</summary>
    [Theory]
    [InlineData(ArchiveLayout.Raw, OtherFilePolicy.Copy)]
    [InlineData(ArchiveLayout.Derivative, OtherFilePolicy.All)]
    public void None_of_ten_thousand_planted_names_gets_out(ArchiveLayout layout, OtherFilePolicy others)
    {
        var subjects = 0;
        while (names.Count < Planted)
        {
            AddSubject(++subjects);
        }

        var options = new ArchiveOptions
        {
            Source = archive.Source, Destination = archive.Destination, Workers = 2, Layout = layout,
            OtherFiles = others,
        };
        var summary = ArchiveRun.Run(ArchivePlanner.Plan(options), new HalfProtector(), heard);

        Assert.Empty(heard.Failures.Select(failure => $"{failure.Key}: {failure.Value.Message}"));
        // Three NIfTI, an MGH and a DICOM image a subject.
        Assert.Equal(5 * subjects, summary.Protected);
        Assert.True(summary.FilesCopied > JsonPaths.Length);
        var leaks = SyntheticArchive.Contents(archive.Destination)
            .SelectMany(file => PlantedNames.In(file.Content).Select(name => $"{file.Path}: {name}"));
        Assert.Equal([], leaks.Take(20));
        Assert.True(
            SyntheticArchive.Contents(archive.Source)
            .SelectMany(file => PlantedNames.In(file.Content)).Distinct().Count() >= Planted);
    }

    private void AddSubject(int number)
    {
        var subject = number.ToString("000", CultureInfo.InvariantCulture);
        var (anat, func) = ($"sub-{subject}/anat/sub-{subject}", $"sub-{subject}/func/sub-{subject}_task-rest");
        AddImages(anat, subject, number);
        var texts = new PlantedTexts(names);
        foreach (var path in JsonPaths)
        {
            archive.AddFile(string.Format(CultureInfo.InvariantCulture, path, subject),
                texts.Encoded(texts.Fields().ToJsonString()));
        }

        archive.AddFile("participants.tsv", texts.Table("participant_id"));
        archive.AddFile($"sub-{subject}/sub-{subject}_sessions.tsv", texts.Encoded(texts.Table("session_id")));
        archive.AddFile($"sub-{subject}/sub-{subject}_scans.tsv", texts.Table("filename"));
        archive.AddFile(func + "_events.tsv", texts.Events());
        archive.AddFile(func + "_physio.tsv.gz", new PlantedImages(names).Gzip("1\t2\n"u8.ToArray()));
        archive.AddFile($"phenotype/{subject}.tsv", texts.Encoded(texts.Table("participant_id")));
        archive.AddFile(
            $"phenotype/{subject}.{names.Pick("csv", "CSV", "tab", "txt", "dat")}",
            texts.Table("participant_id").Replace('\t', names.Pick(',', ';', '|'))
                .Replace("\n", names.Pick("\n", "\r\n", "\r"), StringComparison.Ordinal));
        archive.AddFile($"notes/{subject}.{names.Pick("txt", "bak", "jsonl")}", texts.JsonLines());
    }

    private void AddImages(string stem, string subject, int number)
    {
        var images = new PlantedImages(names);
        archive.AddFile(stem + "_T1w.nii.gz", images.Gzip(images.Nifti()));
        archive.AddFile(stem + "_T2w.nii", images.Nifti());
        archive.AddFile(stem + "_PDw.mgz", images.Gzip(images.Mgh()));
        var (header, voxels) = images.NiftiPair();
        archive.AddFile(stem + "_FLAIR.hdr", header);
        archive.AddFile(stem + "_FLAIR.img", voxels);
        for (var slice = 1; slice <= 2; slice++)
        {
            archive.AddFile($"sourcedata/dicom/{subject}/{slice}", images.Dicom(number, slice));
        }
    }
}
