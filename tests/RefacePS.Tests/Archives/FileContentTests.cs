using System.Globalization;
using System.IO.Compression;
using System.Text;
using RefacePS.Archives.Contents;
using RefacePS.Files;
using RefacePS.Tests.Support;
using RefacePS.Volumes;

namespace RefacePS.Tests.Archives;

/// <summary>Content that goes out as it is, and content that does not.</summary>
public sealed class FileContentTests : IDisposable
{
    private static readonly Random Random = new(7);

    private static readonly Dictionary<string, string> Texts = new()
    {
        { "empty", "" },
        { "note", "Scanned in the morning.\r\nNothing to report – all well, naïve café, 日本語.\n" },
        {
            "markdown",
            "# Study\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```sh\nls -l\n```\nSee "
                + "[site](https://example.org/a/very/long-path_to/something?x=1&y=2).\n"
        },
        {
            "JSON",
            """
            {"EchoTime": 0.003, "SliceTiming": [0, 1.5, 0.2],
            "Hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
            """
        },
        {
            "JSON of one line",
            "[" + string.Join(
                ",", Enumerable.Range(0, 900).Select(i => $$"""{"id":"sub-{{i}}","age":{{i % 80}}}""")) + "]"
        },
        {
            "table",
            "participant_id\tage\tsex\n" + string.Concat(
                Enumerable.Range(0, 3000).Select(i => $"sub-{i}\t{i % 80}\tF\n"))
        },
        {
            "wide table of numbers",
            Table(["time", "dvars", "csf", "white_matter", "trans_x", "trans_y", "trans_z"], 1900)
        },
        { "table with semicolons", "name;\"value, unit\";x\n" + string.Concat(Enumerable.Repeat("a;1,5;2\n", 500)) },
        { "bval", string.Join(' ', Enumerable.Range(0, 300).Select(i => i % 4 * 1000)) + "\n" },
        { "bvec", string.Concat(Enumerable.Range(0, 3).Select(_ => Numbers(300) + "\n")) },
        { "script", "#!/bin/bash\nfor f in \"$@\"; do\n  echo \"${f%.nii}\" | sed 's/^a/b/' >> /tmp/x\ndone\n" },
        {
            "list of files",
            string.Concat(
                Enumerable.Range(0, 900)
                    .Select(i => $"sub-{i}/ses-1/anat/sub-{i}_ses-1_acq-mprage_rec-norm_T1w.nii.gz\n"))
        },
        {
            "check sums",
            string.Concat(
                Enumerable.Range(0, 500).Select(i => $"{Convert.ToHexStringLower(Bytes(32))}  data/file-{i}.nii\n"))
        },
        {
            "identifiers",
            string.Concat(
                Enumerable.Range(0, 500).Select(i => $"1.2.840.113619.2.55.3.2831868886.{i}.1262304000.{i * 7919}\n"))
        },
        { "heading", new string('=', 300) + "\nTitle\n" + new string('-', 300) + "\n" },
        {
            "code with numbered names",
            string.Concat(Enumerable.Range(0, 2000).Select(i => $"x{i} = shift(y{i}, by=z{i}) + offset\n"))
        },
        {
            "licence",
            string.Concat(Enumerable.Repeat("Permission is hereby granted, free of charge, to any person.\n", 200))
        },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> TextNames => [.. Texts.Keys];

    public static TheoryData<string> DisguiseNames => [.. Disguises.Keys];

    public static TheoryData<string> BinaryNames => [.. Binaries.Keys];

    [Theory]
    [MemberData(nameof(TextNames))]
    public void Text_is_harmless(string name)
    {
        var text = Encoding.UTF8.GetBytes(Texts[name]);

        Assert.True(KindOf(text).IsHarmless);
        Assert.True(KindOf([.. Encoding.UTF8.Preamble, .. text]).IsHarmless);
    }

    /// <summary>Texts are read in pieces of 65,536 characters, at whose borders lines are torn.</summary>
    [Theory]
    [InlineData((1 << 16) - 7)]
    [InlineData((1 << 16) - 1)]
    [InlineData(1 << 16)]
    [InlineData((2 << 16) - 14)]
    public void A_line_on_a_patient_is_seen_wherever_it_stands(int before)
    {
        var (lines, line) = (Words(before - 1) + "\n", Words(before));

        Assert.False(KindOf(Encoding.UTF8.GetBytes(lines + "# PatientName: Doe\n")).IsHarmless);
        Assert.True(KindOf(Encoding.UTF8.GetBytes(line + " PatientName: Doe\n")).IsHarmless);
    }

    [Fact]
    public void A_line_on_a_patient_is_seen_at_the_start_and_after_a_line_that_is_longer_than_a_piece()
    {
        var line = Encoding.UTF8.GetBytes("PatientName: Doe\n");

        Assert.False(KindOf(line).IsHarmless);
        Assert.False(KindOf([.. Encoding.UTF8.Preamble, .. line]).IsHarmless);
        Assert.False(KindOf([.. Encoding.UTF8.GetBytes(Words(300_000)), (byte)'\n', .. line]).IsHarmless);
    }

    /// <summary>Headers of images as programs show them, forms, letters and records.</summary>
    [Theory]
    [InlineData("0010 0010       12 [174     ] //                 PAT Patient Name//DOE^JANE\n")]
    [InlineData("0010 0030        8 [202     ] //           PAT Patient Birthdate//19790412\n")]
    [InlineData("0: (0010,0010) PN #12 [Doe] PatientName\n")]
    [InlineData("I: read (0010,0020) LO [77]\n")]
    [InlineData("ITK: 0010|0010 Doe\n")]
    [InlineData("PatientName DOE^JANE\n")]
    [InlineData("Patient Name   Doe\n")]
    [InlineData("Patient Name ........ Doe\n")]
    [InlineData("Patient Name\tDoe\n")]
    [InlineData("\t\tpatient:full_name = \"Doe Jane\" ;\n")]
    [InlineData("tPatientName = \"Doe\"\n")]
    [InlineData("sPatient.tBirthDate = \"19790412\"\n")]
    [InlineData("<ParamString.\"tPatientName\">  { \"Doe\"  }\n")]
    [InlineData("hdr.PatientName = struct('FamilyName','Doe','GivenName','Jane');\n")]
    [InlineData("\"PatientName\" \"Doe\"\n")]
    [InlineData("PID|1||99887766||DOE^JANE||19790412|F\n")]
    [InlineData("MSH|^~\\&|RIS|HOSP\n")]
    [InlineData("BEGIN:VCARD\nFN:Doe\n")]
    [InlineData("Name: Doe Jane\nSex: F\n")]
    [InlineData("Date of birth: 12/04/1979\n")]
    [InlineData("DOB | 12/04/1979\n")]
    [InlineData("MRN: 99887766\n")]
    [InlineData("- **DOB**: 12 April 1979\n")]
    [InlineData("- **Patient name**: Doe\n")]
    [InlineData("Patient name is Doe, born 12/04/1979\n")]
    [InlineData("Nom du patient : Doe\n")]
    [InlineData("surname: Doe\n")]
    [InlineData("  - id: sub-01\n    surname: Doe\n")]
    [InlineData("surname = \"Doe\"\n")]
    [InlineData("PatientBirthDate=19790412\n")]
    [InlineData("converting: patient DOE^JANE id 9\n")]
    [InlineData("INSERT INTO people (surname, dob) VALUES ('Doe', '1979-04-12');\n")]
    public void Text_that_says_who_a_patient_is_is_withheld(string text) =>
        Assert.False(KindOf(Encoding.UTF8.GetBytes("Of a scan.\n" + text)).IsHarmless);

    /// <summary>Programs and documents speak of the same fields.</summary>
    [Theory]
    [InlineData("for ds in scans:\n    ds.PatientName = ''\n    ds.PatientID = new_id\n    print(ds.PatientName)\n")]
    [InlineData("tags = [\"PatientName\", \"PatientID\", \"PatientBirthDate\"]\nds.PatientName = \"Anonymous\"\n")]
    [InlineData("names = {'PatientName': 'removed'}\nlast_name = Column(String)\nsurname = row['surname']\n")]
    [InlineData("| (0010,0010) | PatientName | removed |\n| (0010,0020) | PatientID | replaced |\n")]
    [InlineData("The tag PatientName (0010,0010) is removed, and so are Patient ID and date of birth.\n")]
    [InlineData("We kept the date of birth to the year: people were born in 1979 or later. Release of 2019-04-12.\n")]
    [InlineData("name: environment\nversion: 1.0\nchannels:\n  - conda-forge\n")]
    [InlineData("authors:\n  - family-names: Doe\n    given-names: Jane\n    email: doe@example.org\n")]
    [InlineData("@dataclass\nclass P:\n    name: str\n    age: int\n    dob: str\n    surname: String\n")]
    [InlineData("The tag is 0010|0010, or (0010,0010) in other programs.\n")]
    [InlineData("0009 0010 0020 0030\n0010 0020 0030 0040\n")]
    [InlineData(
        "# subjectname sub-01\n# Measure BrainSeg, BrainSegVol, Brain Volume, 1100000.0, mm^3\n 1 4 7000"
        + " Left\n")]
    [InlineData("R <- lm(volume ~ age + I(age^2), data = subjects)\nsubject <- x^age\n")]
    [InlineData("INSERT INTO scores (subject, score) VALUES ('sub-01', 3);\nINSERT INTO p (surname) VALUES (?);\n")]
    [InlineData("Contact: name of the lab, Street 1. Born out of a project of 2019.\n")]
    public void Text_that_only_speaks_of_patients_is_harmless(string text) =>
        Assert.True(KindOf(Encoding.UTF8.GetBytes("Of a scan.\n" + text)).IsHarmless);

    [Fact]
    public void Tables_in_other_encodings_are_harmless()
    {
        const string table = "name\tort\nMüller\tKöln\n";

        Assert.True(KindOf(Encoding.Latin1.GetBytes(table)).IsHarmless);
        Assert.True(KindOf([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(table)]).IsHarmless);
        Assert.True(KindOf([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(table)])
            .IsHarmless);
    }

    private static readonly Dictionary<string, string> Disguises = new()
    {
        { "base64 in a line", Convert.ToBase64String(Bytes(600)) },
        { "base64 in lines", Convert.ToBase64String(Bytes(6000), Base64FormattingOptions.InsertLineBreaks) },
        { "base64 in JSON", $$"""{"a": 1, "data": "{{Convert.ToBase64String(Bytes(6000))}}"}""" },
        { "base64url in YAML", "data: " + Convert.ToBase64String(Bytes(6000)).Replace('+', '-').Replace('/', '_') },
        {
            "short base64 in JSON",
            "[" + string.Join(',', Enumerable.Range(0, 200).Select(_ => $"\"{Convert.ToBase64String(Bytes(45))}\""))
                + "]"
        },
        { "hexadecimal", Convert.ToHexString(Bytes(3000)) },
        {
            "hexadecimal in lines",
            string.Concat(Bytes(6000).Chunk(32).Select(line => Convert.ToHexStringLower(line) + "\n"))
        },
        {
            "dump",
            string.Concat(
                Bytes(6000).Chunk(16)
                    .Select((line, i) => $"{i * 16:x8}: {string.Join(' ', line.Select(b => $"{b:x2}"))}\n"))
        },
        { "C array", "unsigned char a[] = {" + string.Join(", ", Bytes(6000).Select(b => $"0x{b:x2}")) + "};\n" },
        {
            "uuencode",
            "begin 644 head.nii\n" + string.Concat(Enumerable.Repeat("M" + new string('A', 60) + "\n", 9)) + "`\nend\n"
        },
        {
            "ascii85",
            string.Concat(
                Enumerable.Range(0, 200).Select(_ => string.Concat(Bytes(75).Select(b => (char)('!' + b % 85))) + "\n"))
        },
        {
            "characters as pixels",
            string.Concat(
                Enumerable.Range(0, 100)
                    .Select(_ => string.Concat(Bytes(100).Select(b => " .:-=+*#%@"[b % 10])) + "\n"))
        },
        { "voxels", string.Concat(Enumerable.Range(0, 64).Select(_ => string.Join(' ', Bytes(90)) + "\n")) },
        {
            "voxels with commas",
            string.Concat(Enumerable.Range(0, 64).Select(_ => string.Join(',', Bytes(90)) + "\n"))
        },
        {
            "voxels under a title",
            "my voxels\n" + string.Concat(Enumerable.Range(0, 64).Select(_ => string.Join(' ', Bytes(90)) + "\n"))
        },
        { "voxels in a table", Table([.. Enumerable.Range(1, 64).Select(i => $"V{i}")], 64) },
        { "points in a table", Table(["x", "y", "z"], 5000) },
        { "voxels in JSON", "{\"voxels\": [" + string.Join(", ", Bytes(6000)) + "]}" },
        {
            "a volume as one column",
            "value,unit\n" + string.Concat(Enumerable.Range(0, 70_000).Select(i => $"{i % 255},a\n"))
        },
        {
            "points as paths of a machine tool",
            string.Concat(Enumerable.Range(0, 2000).Select(i => $"G1 X{i % 90} Y{i / 90} Z{i * 7 % 255}.5\n"))
        },
        {
            "points as paths of a plotter",
            string.Concat(Enumerable.Range(0, 2500).Select(i => $"PD{i % 90},{i * 7 % 255};\n"))
        },
        {
            "points with the names of axes",
            "var points = [" + string.Concat(
                Enumerable.Range(0, 2000).Select(i => $"{{x:{i % 90},y:{i / 90},z:{i * 7 % 255}}},\n")) + "];"
        },
        { "STL", "solid head\nfacet normal 0 0 1\n outer loop\n vertex 0 0 0\n endloop\nendfacet\n" },
        { "OBJ", "# head\no head\nv 1.0 2.0 3.0\nv 1.5 2.5 3.5\nf 1 2 3\n" },
        { "PLY", "ply\nformat ascii 1.0\nelement vertex 3\n" },
        { "OFF", "OFF\n3 1 0\n0 0 0\n" },
        { "VTK", "# vtk DataFile Version 3.0\nx\nASCII\n" },
        { "FreeSurfer surface", "#!ascii version of lh.white\n3 1\n" },
        { "GIFTI", "<?xml version=\"1.0\"?>\n<GIFTI Version=\"1.0\"/>" },
        { "SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>" },
        { "HTML", "\n<!DOCTYPE html><html></html>" },
        { "NRRD", "NRRD0004\ntype: short\nencoding: ascii\n" },
        { "MetaImage", "NDims = 3\nDimSize = 2 2 2\nElementType = MET_SHORT\nElementDataFile = head.raw\n" },
        { "MetaImage with object", "ObjectType = Image\nNDims = 3\n" },
        { "Bruker", "##TITLE=Parameter List\n##JCAMPDX=4.24\n" },
        { "Philips", "# === DATA DESCRIPTION FILE ======\n#\n" },
        { "AFNI", "\ntype = string-attribute\nname = HISTORY_NOTE\ncount = 4\n" },
        { "Interfile", "!INTERFILE :=\n" },
        { "PGM", "P2\n2 2\n255\n0 1 2 3\n" },
        { "XPM", "/* XPM */\nstatic char * x[] = {" },
        { "PostScript", "%!PS-Adobe-3.0\n" },
        { "RTF", @"{\rtf1\ansi Hello}" },
        { "mail", "MIME-Version: 1.0\nContent-Type: image/png\n" },
        { "DXF", "  0\nSECTION\n  2\nENTITIES\n" },
        { "control characters", "a\u0001b" },
    };

    [Theory]
    [MemberData(nameof(DisguiseNames))]
    public void Text_that_spells_out_something_else_is_withheld(string name) =>
        Assert.False(KindOf(Encoding.UTF8.GetBytes(Disguises[name])).IsHarmless);

    private static readonly Dictionary<string, byte[]> Binaries = new()
    {
        { "DICOM", [.. new byte[128], .. "DICM"u8, .. Bytes(64)] },
        {
            "DICOM without a preamble, explicit",
            [8, 0, 5, 0, (byte)'C', (byte)'S', 10, 0, .. "ISO_IR 100"u8, .. Bytes(64)]
        },
        { "DICOM without a preamble, implicit", [8, 0, 5, 0, 10, 0, 0, 0, .. "ISO_IR 100"u8, .. Bytes(64)] },
        {
            "DICOM without a preamble, big-endian",
            [0, 8, 0, 5, (byte)'C', (byte)'S', 0, 10, .. "ISO_IR 100"u8, .. Bytes(64)]
        },
        { "MGH", [0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 4, .. new byte[300]] },
        { "HDF5", [0x89, .. "HDF\r\n"u8, 0x1a, 10, .. Bytes(64)] },
        { "netCDF", [.. "CDF"u8, 1, .. Bytes(64)] },
        { "Analyze", [0x5c, 1, 0, 0, .. new byte[36], 4, 0, .. new byte[400]] },
        { "NumPy", [0x93, .. "NUMPY"u8, 1, 0, .. Bytes(64)] },
        { "pickle", [0x80, 4, 0x95, .. Bytes(64)] },
        { "MATLAB", [.. "MATLAB 5.0 MAT-file"u8, .. Bytes(200)] },
        { "ECAT", [.. "MATRIX72v"u8, 0, .. Bytes(64)] },
        { "TIFF", [.. "II*\0"u8, .. Bytes(64)] },
        { "PNG", [0x89, .. "PNG\r\n"u8, 0x1a, 10, .. Bytes(64)] },
        { "JPEG", [0xff, 0xd8, 0xff, 0xe0, .. Bytes(64)] },
        { "PDF", [.. "%PDF-1.7\n"u8, .. Bytes(64)] },
        { "old office document", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, .. Bytes(64)] },
        { "zip or new office document", [.. "PK\u0003\u0004"u8, .. Bytes(64)] },
        { "gzip of text", Gzip("text\n"u8.ToArray()) },
        { "gzip in gzip", Gzip(Gzip("text\n"u8.ToArray())) },
        {
            "gzip with a long comment",
            [0x1f, 0x8b, 8, 16, 0, 0, 0, 0, 0, 3, .. Enumerable.Repeat((byte)'c', 100_000), 0, 3, 0]
        },
        { "bzip2", [.. "BZh91AY&SY"u8, .. Bytes(64)] },
        { "xz", [0xfd, .. "7zXZ"u8, 0, .. Bytes(64)] },
        { "zstd", [0x28, 0xb5, 0x2f, 0xfd, .. Bytes(64)] },
        { "compress", [0x1f, 0x9d, 0x90, .. Bytes(64)] },
        { "7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, .. Bytes(64)] },
        { "rar", [.. "Rar!"u8, 0x1a, 7, 0, .. Bytes(64)] },
        { "tar before POSIX", OldTar() },
        { "FreeSurfer surface", [0xff, 0xff, 0xfe, .. Bytes(64)] },
        { "FIF", [0, 0, 0, 100, 0, 0, 0, 31, .. Bytes(64)] },
        { "binary STL", [.. new byte[80], 2, 0, 0, 0, .. Bytes(100)] },
        { "raw voxels", Bytes(4096) },
        {
            "raw voxels of 16 bits",
            [.. Enumerable.Range(0, 4096).SelectMany(i => BitConverter.GetBytes((short)(i % 900)))]
        },
        { "raw voxels without control characters", [.. Bytes(8192).Select(b => (byte)(32 + b % 95))] },
        { "raw voxels that are all high", [.. Bytes(8192).Select(b => (byte)(160 + b % 90))] },
        { "zeros", new byte[64] },
    };

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Binary_content_is_withheld(string name) => Assert.False(KindOf(Binaries[name]).IsHarmless);

    [Theory]
    [InlineData("a.mgz")]
    [InlineData("a.DCM")]
    [InlineData("a.zraw")]
    [InlineData("a_physio.tsv.gz")]
    public void A_name_makes_text_suspect(string name) => Assert.False(KindOf("text\n"u8.ToArray(), name).IsHarmless);

    [Theory]
    [InlineData("a.par")]
    [InlineData("motion.1D")]
    public void Text_of_any_other_name_is_text(string name) =>
        Assert.True(KindOf("0.1 0.2 0.3\n"u8.ToArray(), name).IsHarmless);

    [Fact]
    public void Labels_are_told_from_scans_by_their_values()
    {
        var grid = new VoxelGrid(40, 40, 40, AffineMatrix.Identity);
        var labels = new byte[grid.VoxelCount];
        var scan = new byte[grid.VoxelCount];
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            var (x, y, z) = (voxel % 40 - 20, voxel / 40 % 40 - 20, voxel / 1600 - 20);
            var isInside = x * x + y * y + z * z < 300;
            labels[voxel] = (byte)(isInside ? 1 + (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0) : 0);
            scan[voxel] = (byte)(isInside ? 90 + (x + y) / 2 + Random.Next(12) : Random.Next(3));
        }

        Assert.True(LabelContent.IsIn(new Volume(grid, VoxelType.UInt8, labels)));
        Assert.False(LabelContent.IsIn(new Volume(grid, VoxelType.UInt8, scan)));
    }

    [SharedDataFact]
    public void Real_heads_are_no_labels_and_their_labels_are()
    {
        Assert.False(LabelContent.IsIn(NiftiReader.Read(First("cohort", "validation"))));
        Assert.False(LabelContent.IsIn(NiftiReader.Read(First("defaced"))));
        Assert.True(LabelContent.IsIn(NiftiReader.Read(First("labelmaps"))));

        static string First(params string[] parts) => Directory
            .GetFiles(SharedData.Path(parts), "*.nii*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).First();
    }

    /// <summary>A line of words that is so long.</summary>
    private static string Words(int length) =>
        string.Concat(Enumerable.Repeat("seen and heard by all who came ", length / 30 + 1))[..length];

    private ContentKind KindOf(byte[] content, string name = "file")
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, content);
        return FileContent.Of(path, default);
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Random.NextBytes(bytes);
        return bytes;
    }

    private static string Numbers(int count) =>
        string.Join(' ', Enumerable.Range(0, count)
            .Select(_ => Random.NextDouble().ToString("0.0000", CultureInfo.InvariantCulture)));

    private static string Table(string[] columns, int rows) => string.Join('\t', columns) + "\n"
        + string.Concat(Enumerable.Range(0, rows).Select(_ => Numbers(columns.Length).Replace(' ', '\t') + "\n"));

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>A header of tar as it was before POSIX: a name, and a sum in octal digits.</summary>
    private static byte[] OldTar()
    {
        var header = new byte[1024];
        "head.nii"u8.CopyTo(header);
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0")
            .CopyTo(header, 148);
        return header;
    }
}
