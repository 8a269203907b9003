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

    [Theory]
    [InlineData(DicomSlice.Explicit, 0, 0x1000, "CorruptPixelData")]
    [InlineData(DicomSlice.BigEndian, 0, 0x1000, "CorruptPixelData")]
    [InlineData(DicomSlice.Explicit, 1, 0x1000, "CorruptPixelData")]
    [InlineData(DicomSlice.Explicit, 1, 0xF000, "CorruptPixelData")]
    [InlineData(DicomSlice.Explicit, 1, 0xF800, null)]
    [InlineData(DicomSlice.Explicit, 0, 0x0800, null)]
    public void Pixels_that_need_more_bits_than_are_said_are_refused(
        string syntax, ushort isSigned, int cell, string? fault)
    {
        for (var i = 0; i < 3; i++)
        {
            ushort[] cells = [.. Enumerable.Range(1, 12).Select(x => (ushort)x)];
            cells[7] = (ushort)(cells[7] | (i == 1 ? cell : 0));
            new DicomSlice(i, i + 1, syntax: syntax).Short(0x00280103, isSigned).Pixels(cells)
                .WriteTo(folder, $"in/{i}");
        }

        var exception = Record.Exception(() => Read("in"));

        Assert.Equal(fault, (exception as VolumeFormatException)?.ErrorId);
        Assert.Equal(fault is null ? null : folder.File("in/1"), (exception as VolumeFormatException)?.Path);
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
