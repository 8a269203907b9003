using System.Text;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

/// <summary>Names in places of DICOM files where none belongs: the profile does not name them, and they go all the
/// same.</summary>
public sealed class HiddenNameTests : IDisposable
{
    private const string Name = "Quimby";

    private static readonly byte[] NameBytes = Encoding.ASCII.GetBytes(Name);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<uint, string> Places => new()
    {
        // Not of the standard, in any form.
        { 0x00189999, "LO" }, { 0x00189999, "UT" }, { 0x00189999, "UN" }, { 0x00189999, "OB" }, { 0x4FFE0001, "PN" },
        { 0x00280020, "LO" }, { 0x10100040, "US" }, { 0x70220010, "LO" }, { 0x7FE00020, "OW" },

        // Of it, as numbers, moments, codes, UIDs and sequences: of what the file calls them, and of what it does not.
        { 0x00180087, "DS" }, { 0x00180091, "IS" }, { 0x00180087, "LO" }, { 0x00280120, "LO" }, { 0x00280108, "OB" },
        { 0x00189082, "UT" }, { 0x00080018, "LO" }, { 0x0008010C, "UI" }, { 0x00200013, "UN" }, { 0x00081140, "UN" },
        { 0x00081140, "LO" }, { 0x00143076, "DA" }, { 0x00180015, "CS" }, { 0x00181012, "DA" }, { 0x00181014, "TM" },

        // Texts of any length, people, and bulk data.
        { 0x00080115, "ST" }, { 0x00400556, "ST" }, { 0x00142006, "PN" }, { 0x00080070, "PN" }, { 0x00282000, "OB" },
        { 0x00281201, "OW" }, { 0xFFFCFFFC, "OB" }, { 0x7FE00001, "OV" }, { 0x00420011, "OB" }, { 0x00660016, "OF" },

        // Short texts in which the patient's name stands.
        { 0x00180024, "SH" }, { 0x00189005, "SH" }, { 0x00181020, "LO" }, { 0x00080104, "LO" }, { 0x00209056, "SH" },

        // Lengths of groups, overlays, curves, comments.
        { 0x00180000, "LO" }, { 0x60000022, "LO" }, { 0x60000010, "US" }, { 0x50000022, "LO" }, { 0x00204000, "LT" },

        // Private, in blocks that are known to be safe, and in none.
        { 0x00191027, "LO" }, { 0x0019100C, "LO" }, { 0x00191099, "LO" }, { 0x0019000F, "LO" }, { 0x00210010, "LO" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void None_gets_out(uint tag, string vr)
    {
        foreach (var syntax in (string[])[DicomSlice.Explicit, DicomSlice.Implicit, DicomSlice.BigEndian])
        {
            var written = Write(
                syntax, slice => slice.Bytes(tag, vr, [.. NameBytes, (byte)' ', .. NameBytes, (byte)' ']));

            Assert.All(written, path => AssertNoName(File.ReadAllBytes(path)));
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Nor_in_an_item_of_a_sequence(uint tag, string vr)
    {
        if (tag is 0x00080018 or 0xFFFCFFFC)
        {
            return;
        }

        byte[] item = DicomSlice.Item(
            DicomSlice.Element(0x00190010, "LO", "SIEMENS MR HEADER"), DicomSlice.Element(tag, vr, NameBytes));
        var written = Write(DicomSlice.Explicit, slice => slice
            .Bytes(0x00081140, "SQ", item).Bytes(0x00189114, "SQ", DicomSlice.Item(
                DicomSlice.Element(0x00081140, "SQ", item))));

        Assert.All(written, path => AssertNoName(File.ReadAllBytes(path)));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Nor_into_what_is_exported_as_NIfTI(uint tag, string vr)
    {
        AddSource(DicomSlice.Explicit, slice => slice.Bytes(tag, vr, [.. NameBytes, (byte)' ', .. NameBytes, (byte)' '])
            .Text(0x00181030, "LO", $"MPRAGE {Name}").Text(0x00120063, "LO", $"by {Name}"));
        var export = VolumeExport.Plan(ReadOne("in"), folder.File("out"), includeMask: false, ImageFormat.Nifti);

        export.Write(new NiftiWriteOptions());

        Assert.All(export.Files, path => AssertNoName(File.ReadAllBytes(path)));
        Assert.All(
            export.Files, path => Assert.DoesNotContain(Name, Path.GetFileName(path), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0x00020013u, "SH")]
    [InlineData(0x00020016u, "AE")]
    [InlineData(0x00020031u, "OB")]
    [InlineData(0x00020102u, "OB")]
    [InlineData(0x00020026u, "UR")]
    public void Nor_in_the_file_meta_information(uint tag, string vr)
    {
        var element = DicomSlice.Element(tag, vr, NameBytes);
        var written = Write(
            DicomSlice.Explicit, slice => slice, bytes => [.. bytes[..144], .. element, .. bytes[144..]]);

        Assert.All(written, path => AssertNoName(File.ReadAllBytes(path)));
    }

    [Fact]
    public void Nor_behind_the_pixels_or_before_the_file()
    {
        var written = Write(
            DicomSlice.Explicit,
            slice => slice.Bytes(0x7FE00010, "OW", [.. new byte[20], 1, 1, 1, 1, .. NameBytes]),
            bytes => [.. NameBytes, .. bytes[6..], .. new byte[8]]);

        Assert.All(written, path => AssertNoName(File.ReadAllBytes(path)));
    }

    [Fact]
    public void Nor_in_the_header_of_a_mosaic_of_which_the_layout_stays()
    {
        byte[] csa = [.. "SV10"u8, 4, 3, 2, 1, 3, 0, 0, 0, 77, 0, 0, 0, .. Field("NumberOfImagesInMosaic", "4"),
            .. Field("PatientsNick", Name), .. Field("B_value", Name), .. NameBytes];
        var written = Write(DicomSlice.Explicit, slice => slice.Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\MOSAIC")
            .Text(0x00290010, "LO", "SIEMENS CSA HEADER").Bytes(0x00291010, "OB", csa)
            .Short(0x00280010, 4).Pixels([.. Enumerable.Range(1, 16).Select(i => (ushort)i)]), count: 1);

        AssertNoName(File.ReadAllBytes(Assert.Single(written)));
        Assert.Equal((2, 2, 4), ReadOne("out") is { Grid: var grid } ? (grid.Nx, grid.Ny, grid.Nz) : default);
    }

    /// <summary>Dates, times, sex, age, weight and UIDs that are none, where an option leaves them.</summary>
    [Theory]
    [InlineData(0x00080020u, "DA", "20200131 Quimby")]
    [InlineData(0x00080030u, "TM", "Quimby")]
    [InlineData(0x0008002Au, "DT", "20200131120000 Quimby")]
    [InlineData(0x00100030u, "DA", "Quimby")]
    [InlineData(0x00100040u, "CS", "Quimby^J")]
    [InlineData(0x00101010u, "AS", "Quimby")]
    [InlineData(0x00101030u, "DS", "80 Quimby")]
    [InlineData(0x0020000Du, "UI", "1.2.Quimby")]
    [InlineData(0x00080018u, "UI", "1.2.840.10008.Quimby")]
    [InlineData(0x00200052u, "UI", "1.2.840.10008.Quimby")]
    public void Nor_where_an_option_leaves_what_should_stand_there(uint tag, string vr, string value)
    {
        AddSource(DicomSlice.Explicit, slice => slice.Text(tag, vr, value), count: tag == 0x00080018 ? 1 : 2);
        if (tag == 0x00080018)
        {
            new DicomSlice(2, 2).WriteTo(folder, "in/2");
        }

        var written = Write(ReadOne("in"), new(
            Overwrite: true, KeepUid: true, Key: "key",
            Retain: DicomRetention.Uid | DicomRetention.Dates | DicomRetention.Device | DicomRetention.Patient));

        Assert.All(written, path => AssertNoName(File.ReadAllBytes(path)));
    }

    /// <summary>Those that the profile does not name too: they tell images and systems of coordinates apart.</summary>
    [Fact]
    public void All_UIDs_become_others_but_those_of_kinds()
    {
        const string frame = "9.8.7.65", privateClass = "1.3.46.670589.11.0.0.12.2";
        AddSource(DicomSlice.Explicit, slice => slice.Text(0x00200242, "UI", "1.2.3.4.1").Text(0x00209312, "UI", frame)
            .Text(0x00081167, "UN", frame).Bytes(0x00081140, "SQ", DicomSlice.Item(
                DicomSlice.Element(0x00081150, "UI", privateClass), DicomSlice.Element(0x00209313, "UI", frame))));
        DicomWriteOptions options = new(Overwrite: true, Key: "key");

        var written = Parse(Write(ReadOne("in"), options)[0]);
        var retained = Parse(Write(ReadOne("in"), options with { Retain = DicomRetention.Uid })[0]);

        var other = SecretKey.Of("key").NewUid(frame);
        var item = written.FirstItem(DicomTag.Of(0x00081140))!;
        Assert.Equal(
            (written.GetText(DicomTags.SopInstanceUid), other, other, privateClass, other),
            (written.GetText(0x00200242), written.GetText(0x00209312), written.GetText(0x00081167),
                item.GetText(0x00081150), item.GetText(0x00209313)));
        Assert.Equal(frame, retained.GetText(0x00209312));
    }

    [Fact]
    public void What_is_of_its_form_keeps_its_bytes()
    {
        var written = Write(DicomSlice.Explicit, slice => slice.Text(0x00180087, "DS", "3.0 \\+1e-3").Text(
            0x00180015, "CS", "BRAIN").Text(0x00180024, "SH", "*tfl3d1_16ns").Short(0x00280120, 7, "US").Bytes(
            0x00189082, "FD", BitConverter.GetBytes(2.98)).Text(0x00190010, "LO", "SIEMENS MR HEADER").Text(
            0x0019100C, "IS", "1000"));

        var (before, after) = (Parse(folder.File("in/1")), Parse(written[0]));
        Assert.All(
            (uint[])[0x00180087, 0x00180015, 0x00180024, 0x00280120, 0x00189082, 0x0019100C, 0x00180081],
            tag => Assert.Equal(
                before.Find(DicomTag.Of(tag))!.Raw.ToArray(), after.Find(DicomTag.Of(tag))?.Raw.ToArray()));
    }

    private static void AssertNoName(byte[] bytes)
    {
        Assert.Equal(-1, bytes.AsSpan().IndexOf(NameBytes));
        Assert.Equal(-1, ((ReadOnlySpan<byte>)[.. bytes.Where(letter => letter != 0)]).IndexOf(NameBytes));
    }

    /// <summary>Two slices of Quimby, written by the profile.</summary>
    private IReadOnlyList<string> Write(
        string syntax, Func<DicomSlice, DicomSlice> plant, Func<byte[], byte[]>? change = null, int count = 2)
    {
        AddSource(syntax, plant, change, count);
        return Write(ReadOne("in"), new(Overwrite: true, Key: "key"));
    }

    private IReadOnlyList<string> Write(Volume volume, DicomWriteOptions options)
    {
        var voxels = volume.Voxels.ToArray();
        voxels.AsSpan(0, voxels.Length / 2).Clear();
        return DicomSeriesWriter.Plan(
            volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced }, folder.File("out"), options).Write();
    }

    private void AddSource(
        string syntax, Func<DicomSlice, DicomSlice> plant, Func<byte[], byte[]>? change = null, int count = 2)
    {
        var source = Directory.CreateDirectory(folder.File("in")).FullName;
        for (var i = 1; i <= count; i++)
        {
            var slice = plant(new DicomSlice(i, i, syntax: syntax).Text(0x00100010, "PN", $"{Name}^Jane")
                .Text(0x00190010, "LO", "SIEMENS MR HEADER"));
            var bytes = slice.ToBytes();
            File.WriteAllBytes(Path.Combine(source, $"{i}"), change?.Invoke(bytes) ?? bytes);
        }
    }

    private Volume ReadOne(string name) => Assert.Single(
        DicomListing.Read(DicomListing.FilesOf(folder.File(name)), null, CancellationToken.None).Series).Read();

    private static DicomDataset Parse(string path) => DicomFile.Read(path, CancellationToken.None).Dataset;

    /// <summary>A field of a CSA header, with what was not cleared behind its name.</summary>
    private static byte[] Field(string name, string value)
    {
        var field = new byte[84 + 16 + 12];
        Encoding.ASCII.GetBytes($"{name}\0{Name}").CopyTo(field, 0);
        (field[64], field[68], field[69], field[76], field[88], field[100 - 4]) = (1, (byte)'L', (byte)'O', 1, 12, 1);
        NameBytes.CopyTo(field, 92);
        Encoding.ASCII.GetBytes($"{value}\0{Name}"[..Math.Min(12, value.Length + 7)]).CopyTo(field, 100);
        return field;
    }
}
