using System.Runtime.Versioning;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

public sealed class DicomSeriesWriterTests : IDisposable
{
    private const uint SeriesUid = DicomTags.SeriesInstanceUid;
    private const uint InstanceUid = DicomTags.SopInstanceUid;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(DicomSlice.Explicit)]
    [InlineData(DicomSlice.Implicit)]
    [InlineData(DicomSlice.BigEndian)]
    public void Kept_pixels_and_elements_keep_their_bytes_and_the_removed_are_replaced(string syntax)
    {
        WriteThree(syntax);
        var volume = Defaced(ReadOne());

        var written = Write(volume, new(Profile: DicomProfile.None, Key: "key"));

        Assert.Equal(3, written.Count);
        var again = ReadOne(Path.GetDirectoryName(written[0])!);
        Assert.Equal(volume.Voxels.ToArray(), again.Voxels.ToArray());
        Assert.Equal(volume.Grid, again.Grid);
        uint[] changed =
        [
            DicomTags.PixelData, DicomTags.ImageType, InstanceUid, SeriesUid, DicomTags.DeidentificationMethod,
            DicomTags.DeidentificationMethodCodeSequence,
        ];
        for (var i = 0; i < 3; i++)
        {
            var (before, after) = (Parse(folder.File($"in/{i}")), Parse(written[i]));
            Assert.Equal(
                before.Elements.Where(IsKept).Select(element => Convert.ToHexString(element.Raw.Span)),
                after.Elements.Where(IsKept).Select(element => Convert.ToHexString(element.Raw.Span)));
            Assert.Equal("DERIVED\\PRIMARY\\M\\ND", after.GetText(DicomTags.ImageType));
            Assert.NotEqual(before.GetText(InstanceUid), after.GetText(InstanceUid));
            Assert.Equal(Enumerable.Range(0, 12).Select(_ => (byte)0xF0),
                Pixels(after).Where((_, place) => place % 2 == (syntax == DicomSlice.BigEndian ? 0 : 1))
                    .Select(high => (byte)(high & 0xF0)));
        }

        bool IsKept(DicomElement element) => !changed.Contains(element.Tag.Number)
            && element.Tag.Group != PixelMark.Group;
    }

    [Fact]
    public void Codes_say_what_was_done_and_references_follow()
    {
        WriteThree(DicomSlice.Explicit, slice => slice.Bytes(0x00081140, "SQ", Reference("1.2.3.4.2\0")));
        var volume = Defaced(ReadOne()) with { Kind = VolumeKind.Refaced, Model = "shape-model 1" };

        var written = Write(volume, new(Profile: DicomProfile.None, Key: "key")).Select(Parse).ToList();

        var codes = written[0].Items(DicomTag.Of(DicomTags.DeidentificationMethodCodeSequence))
            .Select(item => item.GetText(DicomTags.CodeValue));
        Assert.Equal(["113102", "REFACED"], codes);
        Assert.Equal(
            written[1].GetText(InstanceUid), written[0].FirstItem(DicomTag.Of(0x00081140))!.GetText(
                DicomTags.ReferencedSopInstanceUid));
        Assert.Null(written[0].GetText(DicomTags.PatientIdentityRemoved));
        Assert.Single(written.Select(dataset => dataset.GetText(SeriesUid)).Distinct());
    }

    [Fact]
    public void The_basic_profile_leaves_no_name_and_no_date_and_the_same_key_gives_the_same_files()
    {
        WriteThree(DicomSlice.Explicit, slice => slice
            .Text(0x00100030, "DA", "19700102").Text(0x00100040, "CS", "F").Text(0x00080081, "ST", "Main Street")
            .Text(0x00091001, "LO", "Doe private").Text(0x00090010, "LO", "SOMEBODY")
            .Bytes(0x60003000, "OW", new byte[2])
            .Bytes(0x00400275, "SQ", Reference("Doe\0")));
        var volume = Defaced(ReadOne());

        var written = Write(volume, new(Key: "key"), "one");
        var again = Write(volume, new(Key: "key"), "two");
        var other = Write(volume, new(Key: "another"), "three");

        Assert.Equal(written.Select(File.ReadAllBytes), again.Select(File.ReadAllBytes));
        Assert.NotEqual(Parse(written[0]).GetText(InstanceUid), Parse(other[0]).GetText(InstanceUid));
        foreach (var path in written)
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
            Assert.All(["Doe", "P-01", "Main Street", "SOMEBODY", "20200131", "19700102", "MPRAGE", "1.2.3.4."],
                name => Assert.DoesNotContain(name, text, StringComparison.Ordinal));
            Assert.DoesNotContain("P01", path[folder.Path.Length..], StringComparison.Ordinal);
        }

        var dataset = Parse(written[0]);
        Assert.Equal("YES", dataset.GetText(DicomTags.PatientIdentityRemoved));
        Assert.StartsWith("P", dataset.GetText(DicomTags.PatientId), StringComparison.Ordinal);
        Assert.Null(dataset.Find(new(0x6000, 0x3000)));
        Assert.Equal(volume.Voxels.ToArray(), ReadOne(Path.GetDirectoryName(written[0])!).Voxels.ToArray());
    }

    [Fact]
    public void Options_leave_what_they_name_and_dates_are_shifted_alike()
    {
        WriteThree(DicomSlice.Explicit, slice => slice.Text(0x00100040, "CS", "F").Text(0x00080021, "DA", "20200201"));

        var dataset = Parse(Write(
            Defaced(ReadOne()),
            new(Key: "key", Retain: DicomRetention.Dates | DicomRetention.Patient | DicomRetention.Descriptions))[0]);

        Assert.Equal("F", dataset.GetText(DicomTags.PatientSex));
        Assert.Equal("MPRAGE sag", dataset.GetText(DicomTags.ProtocolName));
        var (study, series) = (Date(dataset, DicomTags.StudyDate), Date(dataset, DicomTags.SeriesDate));
        Assert.Equal(1, series.DayNumber - study.DayNumber);
        Assert.InRange(new DateOnly(2020, 1, 31).DayNumber - study.DayNumber, 1, 3650);
        Assert.Equal("MODIFIED", dataset.GetText(DicomTags.LongitudinalTemporalInformationModified));
        Assert.Equal(
            ["113102", "113100", "113107", "113108"],
            dataset.Items(DicomTag.Of(DicomTags.DeidentificationMethodCodeSequence))
                .Select(item => item.GetText(DicomTags.CodeValue)));
    }

    [Theory]
    [InlineData(DicomProfile.Basic)]
    [InlineData(DicomProfile.None)]
    public void UIDs_of_images_and_series_are_kept_where_asked_and_references_with_them(DicomProfile profile)
    {
        WriteThree(DicomSlice.Explicit, slice => slice.Bytes(0x00081140, "SQ", Reference("1.2.3.4.2\0")));

        var dataset = Parse(Write(Defaced(ReadOne()), new(Profile: profile, KeepUid: true, Key: "key"))[0]);

        Assert.Equal("1.2.3.4.1", dataset.GetText(InstanceUid));
        Assert.Equal("1.2.3.4", dataset.GetText(SeriesUid));
        Assert.Equal(
            "1.2.3.4.2", dataset.FirstItem(DicomTag.Of(0x00081140))!.GetText(DicomTags.ReferencedSopInstanceUid));
    }

    [Fact]
    public void Several_scales_are_written_back_through_each_slices_own()
    {
        new DicomSlice(0, 1).Text(0x00281053, "DS", "2").WriteTo(folder, "in/0");
        new DicomSlice(1, 2).Text(0x00281053, "DS", "3").WriteTo(folder, "in/1");
        var volume = ReadOne();
        var voxels = volume.VoxelsAs<float>().ToArray();
        (voxels[0], voxels[12]) = (10, 10);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(voxels.AsSpan()).ToArray();

        var written = Write(volume.WithVoxels(bytes) with { Kind = VolumeKind.Defaced }, new(Key: "key"));

        // The first voxel of a slice is the first pixel of its last row: 10 is 5 x 2, and 3 x 3 and a little.
        Assert.Equal([5, 110, 111], Cells(Parse(written[0]))[8..11]);
        Assert.Equal([3, 210, 211], Cells(Parse(written[1]))[8..11]);
    }

    [Fact]
    public void Smallest_and_largest_follow_and_previews_go()
    {
        WriteThree(DicomSlice.Explicit, slice => slice.Short(DicomTags.SmallestImagePixelValue, 1)
            .Short(DicomTags.LargestImagePixelValue, 4000)
            .Bytes(DicomTags.IconImageSequence, "SQ", Reference("1.2.3\0")).Bytes(0x00091001, "OB", new byte[5000])
            .Bytes(0x00091002, "OB", new byte[50]).Bytes(0x00091003, "OB", [0xFF, 0xD8, 0xFF, .. new byte[49]])
            .Bytes(0x00091004, "OB", new byte[600]));

        var dataset = Parse(Write(Defaced(ReadOne()), new(Profile: DicomProfile.None, Key: "key"))[0]);

        Assert.Equal(0, dataset.GetInteger(DicomTags.SmallestImagePixelValue));
        Assert.Equal(112, dataset.GetInteger(DicomTags.LargestImagePixelValue));
        Assert.Null(dataset.Find(DicomTag.Of(DicomTags.IconImageSequence)));
        Assert.Null(dataset.Find(new(0x0009, 0x1001)));
        Assert.NotNull(dataset.Find(new(0x0009, 0x1002)));
        Assert.Null(dataset.Find(new(0x0009, 0x1003)));
        Assert.Null(dataset.Find(new(0x0009, 0x1004)));
    }

    /// <summary>Readers that take the whole cell for the number would see a face of other numbers.</summary>
    [Theory]
    [InlineData(DicomSlice.Explicit)]
    [InlineData(DicomSlice.BigEndian)]
    public void The_sign_in_the_bits_above_a_pixel_follows_it(string syntax)
    {
        WriteThree(syntax, slice => slice.Short(0x00280103, 1)
            .Pixels([.. Enumerable.Range(1, 12).Select(x => (ushort)(x % 2 == 0 ? x : -x))]));
        var volume = ReadOne();
        var voxels = volume.Voxels.ToArray();
        foreach (var (place, value) in (ReadOnlySpan<(int, short)>)[(0, 900), (1, -900), (2, -900), (3, 900)])
        {
            BitConverter.TryWriteBytes(voxels.AsSpan(place * 2), value);
        }

        Write(volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced }, new(Key: "key"));

        var cells = Pixels(Parse(folder.File("in/0"))).Zip(Pixels(Parse(Directory.GetFiles(
            folder.File("out"), "0001.dcm", SearchOption.AllDirectories)[0]))).Chunk(2)
            .Select(cell => (
                Before: Number(cell[0].First, cell[1].First), After: Number(cell[0].Second, cell[1].Second)));
        var changed = cells.Where(cell => cell.Before != cell.After).Select(cell => (int)cell.After).Order();
        Assert.Equal([-900, -900, 900, 900], changed);

        short Number(byte first, byte second) =>
            (short)(syntax == DicomSlice.BigEndian ? first << 8 | second : second << 8 | first);
    }

    /// <summary>A slice without a negative pixel says nothing of signs, and gets one.</summary>
    [Fact]
    public void The_sign_of_the_first_negative_pixel_fills_the_bits_above_it()
    {
        WriteThree(DicomSlice.Explicit, slice => slice.Short(0x00280103, 1).Pixels(
            [.. Enumerable.Range(1, 12).Select(x => (ushort)x)]));
        var volume = ReadOne();
        var voxels = volume.Voxels.ToArray();
        BitConverter.TryWriteBytes(voxels, (short)-900);

        var written = Write(volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced }, new(Key: "key"));

        Assert.Equal(
            [unchecked((ushort)-900)], written.SelectMany(path => Cells(Parse(path))).Where(cell => cell > 12));
    }

    /// <summary>A face could be seen in bits that are no part of the pixels, removed or kept.</summary>
    [Theory]
    [InlineData(DicomSlice.Explicit, 0, DicomProfile.None)]
    [InlineData(DicomSlice.Explicit, 1, DicomProfile.Basic)]
    [InlineData(DicomSlice.BigEndian, 0, DicomProfile.Basic)]
    [InlineData(DicomSlice.BigEndian, 1, DicomProfile.None)]
    public void What_is_left_in_bits_that_are_not_stored_goes(string syntax, ushort isSigned, DicomProfile profile)
    {
        WriteThree(syntax, slice => slice.Short(0x00280103, isSigned).Pixels(
            [.. Enumerable.Range(1, 12).Select(x => (ushort)((x * 0x3000 & 0xF000) | (isSigned * -x & 0xFFF) | x))]));
        var before = Inputs();

        var written = Write(Defaced(ReadOne()), new(Profile: profile, Key: "key"));

        Assert.Equal(before, Inputs());
        Assert.All(written.Zip(Enumerable.Range(0, 3)), file =>
        {
            var pairs = Words(folder.File($"in/{file.Second}")).Zip(Words(file.First)).ToList();
            Assert.Single(pairs, pair => pair.Second == 0);
            Assert.All(pairs.Where(pair => pair.Second != 0), pair => Assert.Equal(
                isSigned == 1 ? (short)(pair.First << 4) >> 4 : pair.First & 0xFFF, (short)pair.Second));
        });

        string[] Inputs() =>
            [.. Directory.GetFiles(folder.File("in")).Order().Select(File.ReadAllBytes).Select(Convert.ToHexString)];

        int[] Words(string path) => [.. Pixels(Parse(path)).Chunk(2).Select(cell =>
            syntax == DicomSlice.BigEndian ? cell[0] << 8 | cell[1] : cell[1] << 8 | cell[0])];
    }

    [Theory]
    [InlineData(DicomProfile.None)]
    [InlineData(DicomProfile.Basic)]
    public void What_lies_beside_the_pixels_goes_overlays_in_their_cells_and_images_after_the_last(DicomProfile profile)
    {
        WriteThree(DicomSlice.Explicit, slice => slice.Short(0x60000100, 16).Short(0x60000102, 13).Pixels(
            [.. Enumerable.Range(1, 24).Select(x => (ushort)(x | (x % 3 == 0 ? 0x2000 : 0)))]));

        var written = Write(Defaced(ReadOne()), new(Profile: profile, Key: "key"));

        Assert.All(written.Select(path => Cells(Parse(path))), cells =>
        {
            Assert.Equal(12, cells.Length);
            Assert.All(cells, cell => Assert.InRange(cell, 0, 0xFFF));
        });
    }

    [Theory]
    [InlineData(DicomSlice.Explicit)]
    [InlineData(DicomSlice.BigEndian)]
    public void A_series_says_what_was_done_to_it_as_long_as_its_pixels_are_the_same(string syntax)
    {
        WriteThree(syntax);
        var refaced = Defaced(ReadOne()) with { Kind = VolumeKind.Refaced, Model = "shape-model 1" };

        var written = Write(refaced, new(Key: "key"));
        var whole = ReadOne("out");
        var again = Write(whole, new(Key: "other"), "again");
        var passed = ReadOne("again");
        var bytes = File.ReadAllBytes(written[1]);
        bytes[^5] ^= 1;
        File.WriteAllBytes(written[1], bytes);

        Assert.All((Volume[])[whole, passed], volume => Assert.Equal(
            (true, VolumeKind.Refaced, "shape-model 1"),
            (Sidecar.IsOf(volume), Sidecar.KindOf(volume), Sidecar.ModelOf(volume))));
        Assert.True(Sidecar.ClaimOf(whole).IsMarked && !Sidecar.ClaimOf(ReadOne()).IsMarked);
        Assert.Contains("\"CodeValue\": \"113102\"", Sidecar.Build(whole), StringComparison.Ordinal);
        Assert.Equal(3, again.Count);
        Assert.False(Sidecar.IsOf(ReadOne("out")));
    }

    [Fact]
    public void A_file_of_several_volumes_is_written_with_all_of_them_and_not_with_one()
    {
        DicomSlice.Enhanced([(0, "MAGNITUDE", 5), (2, "MAGNITUDE", 5), (0, "PHASE", 5), (2, "PHASE", 5)])
            .WriteTo(folder, "in/a");
        var volumes = DicomListing.Read([folder.File("in/a")], null, CancellationToken.None).Series
            .Select(series => Blanked(series.Read())).ToList();
        var options = new DicomWriteOptions(Profile: DicomProfile.None, Key: "key");

        var fault = Assert.Throws<VolumeFileException>(() => Write(volumes[0], options));
        var written = Assert.Single(DicomSeriesWriter.Plan(volumes, folder.File("out"), options).Write());

        Assert.Equal("NotWritableAsDicom", fault.ErrorId);
        Assert.True(DicomSeriesWriter.SharesFiles(volumes[0]));
        int[] expected = [.. Cells(Parse(folder.File("in/a"))).Select((cell, place) => place % 12 == 8 ? 0 : cell)];
        Assert.Equal(expected, Cells(Parse(written)));

        static Volume Blanked(Volume volume)
        {
            var voxels = volume.Voxels.ToArray();
            voxels.AsSpan(0, 2).Clear();
            voxels.AsSpan(24, 2).Clear();
            return volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced };
        }
    }

    [Fact]
    public void What_did_not_come_from_DICOM_or_changed_since_is_not_written()
    {
        WriteThree(DicomSlice.Explicit);
        var volume = Defaced(ReadOne());
        var stranger = volume with { Origin = null };

        Assert.Equal("NotWritableAsDicom", Assert.Throws<VolumeFileException>(() => Write(stranger, new(Key: "key")))
            .ErrorId);

        File.AppendAllText(folder.File("in/1"), "\0\0");
        Assert.Equal("SourceChanged", Assert.Throws<VolumeFileException>(() => Write(volume, new(Key: "key"))).ErrorId);
        Assert.False(Directory.Exists(folder.File("out"))
            && Directory.EnumerateFiles(folder.File("out"), "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public void Files_that_are_there_stay_unless_they_may_be_replaced()
    {
        WriteThree(DicomSlice.Explicit);
        var volume = Defaced(ReadOne());
        Write(volume, new(Key: "key"));

        Assert.Equal("DestinationExists", Assert.Throws<VolumeFileException>(() => Write(volume, new(Key: "key")))
            .ErrorId);
        Assert.Equal(3, Write(volume, new(Overwrite: true, Key: "key")).Count);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void What_few_may_read_does_not_become_what_all_may()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        WriteThree(DicomSlice.Explicit);
        File.SetUnixFileMode(folder.File("in/1"), own);
        var volume = ReadOne();
        var mask = new Mask(volume.Grid, new byte[volume.Grid.VoxelCount]);

        var written = Write(Defaced(volume) with { FaceMask = mask }, new(Key: "key", IncludeMask: true));

        Assert.Equal(4, written.Count);
        Assert.All(written, path => Assert.Equal(own, File.GetUnixFileMode(path)));
    }

    private static Volume Defaced(Volume volume)
    {
        var voxels = volume.Voxels.ToArray();
        foreach (var place in (int[])[0, 12, 24])
        {
            voxels.AsSpan(place * 2, 2).Clear();
        }

        return volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced };
    }

    /// <summary>Three slices with bits above those of the pixels set, which are no part of them.</summary>
    private void WriteThree(string syntax, Func<DicomSlice, DicomSlice>? change = null)
    {
        for (var i = 0; i < 3; i++)
        {
            var slice = new DicomSlice(i, i + 1, syntax: syntax)
                .Pixels([.. Enumerable.Range(1, 12).Select(x => (ushort)(0xF000 | (i + 1) * 100 + x))]);
            (change?.Invoke(slice) ?? slice).WriteTo(folder, $"in/{i}");
        }
    }

    private IReadOnlyList<string> Write(Volume volume, DicomWriteOptions options, string name = "out") =>
        DicomSeriesWriter.Plan(volume, folder.File(name), options).Write();

    private Volume ReadOne(string name = "in") => Assert.Single(
        DicomListing.Read(DicomListing.FilesOf(folder.File(name)), null, CancellationToken.None).Series).Read();

    private static DicomDataset Parse(string path) => DicomFile.Read(path, CancellationToken.None).Dataset;

    private static byte[] Pixels(DicomDataset dataset) =>
        dataset.Find(DicomTag.Of(DicomTags.PixelData))!.Value.ToArray();

    private static int[] Cells(DicomDataset dataset) =>
        [.. Pixels(dataset).Chunk(2).Select(cell => cell[0] | cell[1] << 8)];

    private static DateOnly Date(DicomDataset dataset, uint tag) =>
        DateOnly.ParseExact(dataset.GetText(tag)!, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An item that refers to an image.</summary>
    private static byte[] Reference(string uid)
    {
        byte[] element = [0x08, 0, 0x55, 0x11, (byte)'U', (byte)'I', (byte)uid.Length, 0,
            .. System.Text.Encoding.ASCII.GetBytes(uid)];
        return [0xFE, 0xFF, 0, 0xE0, (byte)element.Length, 0, 0, 0, .. element];
    }
}
