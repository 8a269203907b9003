using System.Runtime.InteropServices;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

/// <summary>Series of which a file is damaged, from file to file.</summary>
public sealed class DamagedSeriesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static int Mutations =>
        int.TryParse(Environment.GetEnvironmentVariable("REFACEPS_MUTATIONS"), out var count) ? count : 1000;

    public void Dispose() => folder.Dispose();

    /// <summary>Of 50,000 with this seed in one process none did anything else, and no name got out.</summary>
    [Fact]
    public void A_damaged_series_is_a_typed_error_or_is_written_without_face_and_name()
    {
        var random = new Random(21);
        string[] syntaxes = [DicomSlice.Explicit, DicomSlice.Implicit, DicomSlice.BigEndian];
        var written = 0;
        for (var round = 0; round < Mutations; round++)
        {
            var source = Directory.CreateDirectory(folder.File($"{round % 8}")).FullName;
            for (var i = 0; i < 3; i++)
            {
                File.WriteAllBytes(Path.Combine(source, $"{i}"), Slice(i, syntaxes[round % 3]));
            }

            Damage(Path.Combine(source, "1"), random);
            var fault = Record.Exception(() => written += Rewrite(source));

            Assert.True(fault is null or VolumeFormatException or VolumeFileException, $"round {round}: {fault}");
        }

        Assert.InRange(written, Mutations / 10, 2 * Mutations);
    }

    /// <summary>The pixels of one file go on beyond 4095, or 2047 with signs; or below the lowest bit.</summary>
    [Theory]
    [InlineData(DicomSlice.Explicit, 11, 0, 4090)]
    [InlineData(DicomSlice.BigEndian, 11, 0, 4090)]
    [InlineData(DicomSlice.Explicit, 11, 1, 2042)]
    [InlineData(DicomSlice.Explicit, 11, 1, -2055)]
    [InlineData(DicomSlice.Explicit, 15, 0, 160)]
    public void Pixels_that_need_more_bits_than_are_said_are_refused(
        string syntax, ushort highBit, ushort isSigned, int first)
    {
        WriteTwelveBits(syntax, isSigned, highBit, x => x == 1 ? -5 * isSigned * Math.Sign(first) : first + x);

        var fault = Assert.Throws<VolumeFormatException>(() => Read("in"));

        Assert.Equal(("CorruptPixelData", folder.File("in/1")), (fault.ErrorId, fault.Path));
    }

    /// <summary>The pixel with the mark is the stored bits alone.</summary>
    [Theory]
    [InlineData(DicomSlice.Explicit, 0, 0x1000, true)]
    [InlineData(DicomSlice.BigEndian, 0, 0xE000, true)]
    [InlineData(DicomSlice.Explicit, 1, 0x1000, true)]
    [InlineData(DicomSlice.Explicit, 1, 0xF000, true)]
    [InlineData(DicomSlice.Explicit, 1, 0xF800, false)]
    [InlineData(DicomSlice.Explicit, 0, 0x0800, false)]
    public void What_is_left_in_bits_that_are_not_stored_is_not_read_and_told_of(
        string syntax, ushort isSigned, int mark, bool isTold)
    {
        WriteTwelveBits(syntax, isSigned, 11, x => x == 8 ? 8 | mark : x);

        var volume = Read("in");

        Assert.Equal(isTold ? folder.File("in/1") : null, LeftoverBits.FileOf(volume));
        var stored = (mark & 0xFFF | 8) is var bits && isSigned == 1 && bits >= 0x800 ? bits - 0x1000 : bits;
        int[] expected = [1, 2, 3, 4, 5, 6, 7, stored, 9, 10, 11, 12];
        Assert.Equal(
            expected.Order(),
            MemoryMarshal.Cast<byte, short>(volume.Voxels.Span)[12..24].ToArray().Select(x => (int)x).Order());
    }

    /// <summary>Three slices of pixels with 12 bits, the second of which holds certain cells.</summary>
    private void WriteTwelveBits(string syntax, ushort isSigned, ushort highBit, Func<int, int> cell)
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1, syntax: syntax).Short(0x00280102, highBit).Short(0x00280103, isSigned)
                .Pixels([.. Enumerable.Range(1, 12).Select(x => (ushort)(i == 1 ? cell(x) : x << highBit - 11))])
                .WriteTo(folder, $"in/{i}");
        }
    }

    /// <summary>Readers may show either of two images, and one of them would keep the face.</summary>
    [Theory]
    [InlineData(0x7FE00010, "OW", true)]
    [InlineData(0x00100010, "PN", true)]
    [InlineData(0x00091001, "LO", false)]
    public void An_element_that_stands_twice_is_refused_unless_it_is_private(uint tag, string vr, bool isRefused)
    {
        for (var i = 0; i < 3; i++)
        {
            var slice = new DicomSlice(i, i + 1).Text(0x00090010, "LO", "NOBODY").Text(0x00091001, "LO", "1").ToBytes();
            File.WriteAllBytes(
                Path.Combine(Directory.CreateDirectory(folder.File("in")).FullName, $"{i}"),
                [.. slice, .. DicomSlice.Element(tag, vr, new byte[24])]);
        }

        var exception = Record.Exception(() => Read("in"));

        Assert.Equal(isRefused ? "NotDicom" : null, (exception as VolumeFormatException)?.ErrorId);
    }

    [Fact]
    public void A_mosaic_that_shows_more_than_its_slices_is_refused()
    {
        var mosaic = new DicomSlice(0, 1, columns: 8).Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC")
            .Short(0x00280010, 6).Text(0x00190010, "LO", "SIEMENS MR HEADER").Short(0x0019100A, 3)
            .Text(0x00180088, "DS", "4");
        ushort[] cells = [.. Enumerable.Range(0, 48).Select(x => x >= 24 && x % 8 >= 4 ? (ushort)7 : (ushort)x)];
        mosaic.Pixels(cells).WriteTo(folder, "blank/1");
        cells[^1] = 8;
        mosaic.Pixels(cells).WriteTo(folder, "more/1");

        var fault = Assert.Throws<VolumeFormatException>(() => Read("more"));

        Assert.Equal(3, Read("blank").Grid.Nz);
        Assert.Equal(("InvalidDimensions", folder.File("more/1")), (fault.ErrorId, fault.Path));
    }

    private Volume Read(string name) => DicomListing.Read(
        DicomListing.FilesOf(folder.File(name)), null, CancellationToken.None) switch
    {
        { Series: [var series] } => series.Read(),
        { Faults: [var fault, ..] } => throw fault,
        _ => throw new InvalidOperationException(),
    };

    private static byte[] Slice(int number, string syntax) => new DicomSlice(2 * number, number, syntax: syntax)
        .Short(0x00280101, 16).Short(0x00280102, 15)
        .Bytes(0x7FE00010, "OW", [.. "FACEFACE"u8, .. "FACEFACE"u8, 1, 2, 3, 4, 5, 6, 7, 8]).ToBytes();

    private static void Damage(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            bytes[random.Next(132, bytes.Length)] = random.Next(3) switch
                { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
        }

        File.WriteAllBytes(path, random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
    }

    /// <summary>Writes the volumes without the first two rows of the images, and counts them.</summary>
    private int Rewrite(string source)
    {
        var volumes = DicomListing.Read(DicomListing.FilesOf(source), null, CancellationToken.None).Series.Count;
        var written = 0;
        for (var index = 0; index < volumes; index++)
        {
            var series = DicomListing.Read(DicomListing.FilesOf(source), null, CancellationToken.None).Series[index];
            if (series.Planes.Count < 2)
            {
                continue;
            }

            var volume = series.Read();
            var grid = volume.Grid;
            var voxels = volume.Voxels.ToArray();
            var size = volume.VoxelType.ByteSize();
            for (var voxel = 0; voxel < voxels.Length / size; voxel++)
            {
                if (voxel / grid.Nx % grid.Ny > 0)
                {
                    voxels.AsSpan(voxel * size, size).Clear();
                }
            }

            foreach (var path in DicomSeriesWriter.Plan(
                volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced }, folder.File("out"),
                new(Overwrite: true, Key: "key")).Write())
            {
                var bytes = File.ReadAllBytes(path);
                Assert.Equal(-1, bytes.AsSpan().IndexOf("Doe^Jane"u8));
                Assert.Equal(-1, bytes.AsSpan().IndexOf("FACEFACE"u8));
            }

            written++;
        }

        return written;
    }
}
