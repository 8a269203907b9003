using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RefacePS.ArchiveHost;
using RefacePS.Archives;
using RefacePS.Deidentification;
using RefacePS.Tests.Files;

namespace RefacePS.Tests.Archives;

/// <summary>
/// Names are planted wherever text can stand in a tree, each one of its own, and looked for in the destination,
/// unpacked. Those that
/// docs/files.md says stay, such as names of files and authors, are not planted.
/// </summary>
public sealed partial class PlantedNamesTests : IDisposable
{
    private const int Planted = 10_000;

    private static readonly string[] SidecarPaths =
    [
        "T1w.json", "sub-{0}/sub-{0}_T1w.json", "sub-{0}/anat/sub-{0}_T1w.json", "sub-{0}/anat/sub-{0}_run-1_T1w.JSON",
        "sub-{0}/anat/sub-{0}_T1w.nii.gz.json", "sub-{0}/anat/sub-{0}_T2w.json", "participants.json",
        "sub-{0}/sub-{0}_scans.json",
        "dataset_description.json", "sourcedata/sub-{0}.json", "derivatives/tool/dataset_description.json",
    ];

    private readonly SyntheticArchive archive = new();
    private readonly HeardObserver heard = new();
    private int planted;

    public void Dispose() => archive.Dispose();

    [Fact]
    public void None_of_ten_thousand_planted_names_gets_out()
    {
        var random = new Random(20);
        for (var subject = 1; planted < Planted; subject++)
        {
            AddSubject(random, subject.ToString("000", CultureInfo.InvariantCulture));
        }

        var options = new ArchiveOptions { Source = archive.Source, Destination = archive.Destination, Workers = 2 };
        var summary = ArchiveRun.Run(ArchivePlanner.Plan(options), new HalfProtector(), heard);

        Assert.Empty(heard.Failures.Select(failure => $"{failure.Key}: {failure.Value.Message}"));
        Assert.True(summary.Protected > 2 && summary.FilesCopied > SidecarPaths.Length);
        var leaks = SyntheticArchive.Contents(archive.Destination)
            .SelectMany(file => Token().Matches(Encoding.Latin1.GetString(file.Content))
                .Select(match => $"{file.Path}: {match.Value}"));
        Assert.Empty(leaks.Take(20));
    }

    private void AddSubject(Random random, string subject)
    {
        foreach (var suffix in (string[])["T1w", "T2w"])
        {
            var image = $"sub-{subject}/anat/sub-{subject}_{suffix}.nii.gz";
            var sample = new NiftiSample
            {
                IsWide = random.Next(2) == 0,
                DataType = 2,
                BytesPerVoxel = 1,
                Dimensions = [3, 8, 8, 8, 1, 1, 1, 1],
                Text = Name(),
                Extensions = Extension(Name() + " " + Name()),
                Voxels = [.. Enumerable.Range(0, 512).Select(i => (byte)(i % 251))],
            };
            archive.AddFile(image, Gzip([.. sample.Header(isSingle: true), .. sample.Extensions, .. sample.Voxels]));
        }

        foreach (var path in SidecarPaths)
        {
            archive.AddFile(string.Format(CultureInfo.InvariantCulture, path, subject), Fields(random, depth: 0)
                .ToJsonString());
        }

        archive.AddFile("participants.tsv", Table("participant_id", random));
        archive.AddFile($"sub-{subject}/sub-{subject}_scans.tsv", Table("filename", random));
        archive.AddFile($"sub-{subject}/func/sub-{subject}_task-rest_physio.tsv.gz", Gzip("1\t2\n"u8.ToArray()));
        archive.AddFile($"phenotype/{subject}.tsv", Table("participant_id", random));
        archive.AddFile(
            $"phenotype/{subject}.{Pick(random, "csv", "CSV", "tab", "txt", "dat")}",
            Table("participant_id", random).Replace('\t', Pick(random, ',', ';', '|'))
                .Replace("\n", Pick(random, "\n", "\r\n", "\r"), StringComparison.Ordinal));
        archive.AddFile($"notes/{subject}.{Pick(random, "txt", "bak", "jsonl")}", string.Concat(
            Enumerable.Range(0, random.Next(1, 4)).Select(_ => Fields(random, depth: 0).ToJsonString() + "\n")));
    }

    private JsonObject Fields(Random random, int depth)
    {
        var fields = new JsonObject();
        for (var i = 0; i < 30; i++)
        {
            var name = Spelling(random);
            fields[random.Next(4) == 0 ? Name() : name] = random.Next(5) switch
            {
                0 => new JsonArray(Name(), Name()),
                1 when depth < 2 => new JsonObject { ["const"] = Fields(random, 2), [Name()] = 1 },
                2 => new JsonObject
                    { ["vr"] = "PN", ["Value"] = new JsonArray(new JsonObject { ["Alphabetic"] = Name() }) },
                _ => Name(),
            };
        }

        fields["EchoTime"] = Name();
        fields["SeriesDescription"] = $"t1 mprage {Name()}";
        if (depth == 0)
        {
            fields["global"] = new JsonObject
                { ["const"] = Fields(random, 2), ["slices"] = new JsonObject
                    { [Spelling(random)] = new JsonArray(Name()) } };
        }

        return fields;
    }

    /// <summary>An attribute of the profile as some converter spells it, or what nobody has heard of.</summary>
    private static string Spelling(Random random)
    {
        var rows = ConfidentialityProfile.Attributes;
        var row = rows[random.Next(rows.Count)];
        var words = Humps().Replace(row.Keyword, " ");
        return random.Next(8) switch
        {
            0 => row.Keyword,
            1 => row.Keyword.ToLowerInvariant(),
            2 => words,
            3 => words.Replace(' ', '_').ToLowerInvariant(),
            4 => $"({row.Tag})",
            5 => row.Tag.Replace(",", "", StringComparison.Ordinal),
            6 => "x" + row.Tag.Replace(",", "", StringComparison.Ordinal),
            _ => "field" + random.Next(1000).ToString(CultureInfo.InvariantCulture),
        };
    }

    private string Table(string first, Random random)
    {
        string[] columns = ["name", "DOB", "acq_time", "Comments", .. Enumerable.Range(0, 4)
            .Select(_ => Spelling(random)).Where(name => !name.StartsWith("field", StringComparison.Ordinal))];
        var lines = Enumerable.Range(0, 3)
            .Select(row => string.Join('\t', [$"sub-none{row}", .. columns.Select(_ => Name())]));
        return string.Join('\n', [string.Join('\t', [first, .. columns]), .. lines, ""]);
    }

    private static T Pick<T>(Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private string Name()
    {
        planted++;
        return $"Qzx{planted.ToString(CultureInfo.InvariantCulture)}xzq";
    }

    private static byte[] Extension(string text)
    {
        var length = (8 + text.Length + 15) / 16 * 16;
        var bytes = new byte[length];
        BitConverter.TryWriteBytes(bytes, length);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), 6);
        Encoding.ASCII.GetBytes(text).CopyTo(bytes, 8);
        return bytes;
    }

    /// <summary>With the name of the file and a comment in its header (RFC 1952).</summary>
    private byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        byte[] plain = packed.ToArray();
        const byte nameAndComment = 0x18;
        return [.. plain[..3], nameAndComment, .. plain[4..10], .. Encoding.ASCII.GetBytes(Name()), 0,
            .. Encoding.ASCII.GetBytes(Name()), 0, .. plain[10..]];
    }

    [GeneratedRegex("Qzx[0-9]+xzq", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Humps();
}
