using System.IO.Compression;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

public sealed class DicomFileTests
{
    private static readonly DicomTag PatientName = DicomTag.Of(DicomTags.PatientName);

    public static TheoryData<string> Kinds =>
        ["explicit", "implicit", "big", "deflated", "bare explicit", "bare implicit", "bare big", "open", "padded",
            "unknown"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_that_nothing_changes_is_written_byte_for_byte(string kind)
    {
        var bytes = Make(kind);

        var file = DicomFile.Parse(kind, bytes);

        Assert.Equal("Doe^Jane", file.Dataset.GetText(DicomTags.PatientName));
        Assert.Equal(4, file.Dataset.GetInteger(DicomTags.Columns));
        Assert.Equal(bytes, Joined(file));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_a_file_in_which_one_element_changes_that_element_alone_differs(string kind)
    {
        var file = DicomFile.Parse(kind, Make(kind));
        var name = file.Dataset.Find(PatientName)!;

        var changed = DicomFile.Parse(kind, Joined(file.With(file.Dataset.With(
            DicomElement.Create(PatientName, DicomVr.Of("PN"), file.Dataset.Encoding, "Nobody at all"u8)))));

        Assert.Equal("Nobody at all", changed.Dataset.GetText(DicomTags.PatientName));
        Assert.Equal(Others(file), Others(changed));
        Assert.NotEqual(name.Raw.ToArray(), changed.Dataset.Find(PatientName)!.Raw.ToArray());
    }

    [Fact]
    public void Items_of_sequences_are_found_and_changed_in_place_whether_their_length_is_said_or_not()
    {
        foreach (var kind in (string[])["open", "unknown"])
        {
            var file = DicomFile.Parse(kind, Make(kind));
            var sequence = file.Dataset.Find(DicomTag.Of(Nested))!;
            var item = Assert.Single(sequence.Items!);
            Assert.Equal("1.2.3", item.Dataset.GetText(DicomTags.ReferencedSopInstanceUid));

            var changed = sequence.WithItems([item.With(item.Dataset.With(DicomElement.Create(
                DicomTag.Of(DicomTags.ReferencedSopInstanceUid), DicomVr.UI, item.Dataset.Encoding, "1.2.3456"u8)))]);
            var again = DicomFile.Parse(kind, Joined(file.With(file.Dataset.With(changed))));

            Assert.Equal(
                "1.2.3456", again.Dataset.FirstItem(DicomTag.Of(Nested))!.GetText(DicomTags.ReferencedSopInstanceUid));
            Assert.Equal(4, again.Dataset.GetInteger(DicomTags.Columns));
        }
    }

    [Fact]
    public void The_length_of_a_group_follows_its_content()
    {
        var bytes = new DicomSlice(0, 1).Bytes(0x00100000, "UL", [36, 0, 0, 0]).ToBytes();
        var file = DicomFile.Parse("", bytes);

        var changed = file.Dataset.With(
            DicomElement.Create(PatientName, DicomVr.Of("PN"), file.Dataset.Encoding, "Nobody^at^all"u8));

        var group = changed.Elements.Where(element => element.Tag is { Group: 0x10, Element: > 0 })
            .Sum(element => element.Raw.Length);
        Assert.Equal(group, (int)changed.GetNumber(0x00100000)!);
        Assert.Equal(bytes, Joined(file.With(file.Dataset.Transform(element => element))));
    }

    [Fact]
    public void The_header_alone_is_enough_to_know_a_file()
    {
        using var folder = new TemporaryFolder();
        var path = new DicomSlice(5, 1).Bytes(0x00291010, "OB", new byte[40000]).Pixels(new ushort[12])
            .WriteTo(folder, "a.dcm");

        var header = DicomFile.ReadHeader(path, CancellationToken.None);

        Assert.False(header.Dataset.Contains(DicomTag.Of(DicomTags.PixelData)));
        Assert.Equal([-10, -20, 5], header.Dataset.GetNumbers(DicomTags.ImagePositionPatient));
    }

    [Theory]
    [InlineData("", "NotDicom")]
    [InlineData("deep", "NotDicom")]
    [InlineData("long", "VolumeTruncated")]
    [InlineData("cut", "VolumeTruncated")]
    public void A_hostile_file_is_a_typed_error(string kind, string errorId)
    {
        var bytes = kind switch
        {
            "deep" => new DicomSlice(0, 1).Bytes(Nested, "SQ", DeepSequence(10000)).ToBytes(),
            "long" => [.. new DicomSlice(0, 1).ToBytes(), 0xE0, 0x7F, 0x11, 0, .. "OB\0\0"u8, 0xFF, 0xFF, 0xFF, 0x7F],
            "cut" => new DicomSlice(0, 1).ToBytes()[..401],
            _ => new byte[1000],
        };

        var fault = Record.Exception(() => DicomFile.Parse("bad", bytes));

        Assert.Equal(errorId, Assert.IsType<VolumeFormatException>(fault).ErrorId);
    }

    /// <summary>Of 50,000 with this seed in one process none threw anything else, and none took more memory.</summary>
    [Fact]
    public void Damaged_files_give_typed_errors_or_volumes_within_their_size_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20);
        string[] kinds = ["explicit", "implicit", "big", "open", "unknown", "run length", "deflated", "enhanced"];
        var good = kinds.Select(Make).ToArray();
        var path = folder.File("bad.dcm");
        for (var round = 0; round < Mutations; round++)
        {
            var bytes = (byte[])good[round % good.Length].Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var place = random.Next(bytes.Length);
                bytes[place] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }

            var length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            var before = GC.GetAllocatedBytesForCurrentThread();
            var fault = Record.Exception(() =>
            {
                var file = DicomFile.Parse(path, bytes.AsMemory(0, length));
                _ = Joined(file);
                if (DicomImage.Planes(file).Count > 0)
                {
                    _ = PixelFrames.Open(file).Cells(0).Length;
                }
            });
            Assert.True(fault is null or VolumeFormatException, $"round {round}: {fault}");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Base + PerByte * length);
        }
    }

    [Fact]
    public void What_a_file_claims_takes_no_memory_before_it_is_known_to_be_there()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 2; i++)
        {
            new DicomSlice(i, i).Short(0x00280010, 10000).Short(0x00280011, 10000).WriteTo(folder, $"{i}");
        }

        var series = Assert.Single(
            DicomListing.Read(DicomListing.FilesOf(folder.Path), null, CancellationToken.None).Series);
        var before = GC.GetTotalAllocatedBytes();

        var fault = Assert.Throws<VolumeFormatException>(() => series.Read());

        Assert.Equal("VolumeTruncated", fault.ErrorId);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100 << 20);
    }

    [Fact]
    public void What_deflated_data_grows_to_has_an_end()
    {
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(new DicomSlice(0, 1).Dataset());
            for (var i = 0; i < 300; i++)
            {
                deflate.Write(new byte[1 << 20]);
            }
        }

        var file = new DicomSlice(0, 1, syntax: "1.2.840.10008.1.2.1.99");
        byte[] bytes = [.. file.ToBytes()[..^file.Dataset().Length], .. stream.ToArray()];

        var fault = Assert.Throws<VolumeFormatException>(() => DicomFile.Parse("bad", bytes));

        Assert.Equal("NotDicom", fault.ErrorId);
    }

    [Fact]
    public void A_deflated_file_that_is_larger_than_can_be_held_is_told_of()
    {
        const int most = 1 << 15;
        using var folder = new TemporaryFolder();
        var path = folder.File("large");
        File.WriteAllBytes(path, [.. Deflated(), .. new byte[most]]);

        var fault = Assert.Throws<VolumeFormatException>(() =>
            DicomFile.ReadHeader(path, most, CancellationToken.None));

        Assert.Equal(("VolumeTooLarge", path), (fault.ErrorId, fault.Path));
        Assert.Equal("Doe^Jane", DicomFile.ReadHeader(path, 2 * most, CancellationToken.None).Dataset
            .GetText(DicomTags.PatientName));
    }

    [SharedDataFact]
    public void Scans_of_four_scanners_are_written_byte_for_byte()
    {
        foreach (var folder in (string[])["philips_mprage", "siemens_fl2d", "siemens_xa30_enhanced", "ge_ct_tilt"])
        {
            var path = Directory.GetFiles(SharedData.Path("dicom", folder)).Order(StringComparer.Ordinal).First();
            var bytes = File.ReadAllBytes(path);
            var file = DicomFile.Parse(path, bytes);

            Assert.Equal(bytes, Joined(file));
            Assert.Equal(bytes, Joined(file.With(file.Dataset.With(file.Dataset.Elements[0]))));
        }
    }

    private const uint Nested = 0x00081140;

    /// <summary>Bytes that reading may take whatever the file, and for each byte of it: elements of eight bytes are
    /// objects, and compressed pixels grow.</summary>
    private const int Base = 1 << 19;

    /// <summary>See <see cref="Base"/>.</summary>
    private const int PerByte = 300;

    private static int Mutations =>
        int.TryParse(Environment.GetEnvironmentVariable("REFACEPS_MUTATIONS"), out var count) ? count : 3000;

    private static byte[] Make(string kind) => kind switch
    {
        "implicit" => new DicomSlice(0, 1, syntax: DicomSlice.Implicit).ToBytes(),
        "big" => new DicomSlice(0, 1, syntax: DicomSlice.BigEndian).ToBytes(),
        "bare explicit" => new DicomSlice(0, 1).Dataset(),
        "bare implicit" => new DicomSlice(0, 1, syntax: DicomSlice.Implicit).Dataset(),
        "bare big" => new DicomSlice(0, 1, syntax: DicomSlice.BigEndian).Dataset(),
        "padded" => [.. new DicomSlice(0, 1).ToBytes(), .. new byte[30]],
        "deflated" => Deflated(),
        "enhanced" => DicomSlice.Enhanced([(0, "MAGNITUDE", 5), (2, "MAGNITUDE", 5)]).ToBytes(),

        // A sequence of one open item, in a value that no length is said for.
        "open" => Open(),
        "unknown" => new DicomSlice(0, 1).Bytes(Nested, "UN", ItemOf(implicitly: true)).ToBytes(),
        "run length" => new DicomSlice(0, 1, syntax: DicomSlice.RunLength).Bytes(0x7FE00010, "OB", RunLength())
            .ToBytes(),
        _ => new DicomSlice(0, 1).Bytes(0x00091001, "UN", [1, 2, 3, 4]).ToBytes(),
    };

    private static byte[] Deflated()
    {
        var plain = new DicomSlice(0, 1).Dataset();
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(plain);
        }

        var file = new DicomSlice(0, 1, syntax: "1.2.840.10008.1.2.1.99");
        var whole = file.ToBytes();
        return [.. whole[..^file.Dataset().Length], .. stream.ToArray()];
    }

    private static byte[] Open()
    {
        var bytes = new DicomSlice(0, 1).Bytes(Nested, "SQ", []).ToBytes();
        var place = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x08, 0, 0x40, 0x11, (byte)'S', (byte)'Q']) + 12;
        byte[] item = [0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, .. ItemOf(implicitly: false)[8..], 0xFE, 0xFF, 0x0D,
            0xE0, 0, 0, 0, 0];
        bytes.AsSpan(place - 4, 4).Fill(0xFF);
        return [.. bytes[..place], .. item, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0, .. bytes[place..]];
    }

    private static byte[] ItemOf(bool implicitly)
    {
        byte[] head = implicitly ? [0x08, 0, 0x55, 0x11, 6, 0, 0, 0]
            : [0x08, 0, 0x55, 0x11, (byte)'U', (byte)'I', 6, 0];
        byte[] element = [.. head, .. "1.2.3\0"u8];
        return [0xFE, 0xFF, 0, 0xE0, (byte)element.Length, 0, 0, 0, .. element];
    }

    private static byte[] DeepSequence(int depth) => [.. Enumerable.Range(0, depth).SelectMany(
        _ => (byte[])[0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 0x08, 0, 0x40, 0x11, 0xFF, 0xFF, 0xFF, 0xFF])];

    /// <summary>An offset table, then 12 pixels as two segments of literal bytes.</summary>
    private static byte[] RunLength()
    {
        var data = new byte[64 + 28];
        (data[0], data[4], data[8]) = (2, 64, 78);
        (data[64], data[78]) = (11, 11);
        for (var i = 0; i < 12; i++)
        {
            (data[65 + i], data[79 + i]) = (1, (byte)i);
        }

        return [0xFE, 0xFF, 0, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0, 0xE0, (byte)data.Length, 0, 0, 0, .. data, 0xFE, 0xFF,
            0xDD, 0xE0, 0, 0, 0, 0];
    }

    private static byte[] Joined(DicomFile file) => DicomElement.Concatenate([.. file.ToBytes()]);

    private static byte[] Others(DicomFile file) => DicomElement.Concatenate(
        [.. file.Dataset.Elements.Where(element => element.Tag != PatientName).Select(element => element.Raw)]);
}
