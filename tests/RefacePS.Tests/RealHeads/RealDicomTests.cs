using RefacePS.Defacing;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.RealHeads;

/// <summary>Real DICOM series from file to file: kept pixels are those of the source, cell by cell.</summary>
public sealed class RealDicomTests(AverageHead head) : IClassFixture<AverageHead>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("philips_mprage", 0, true)]
    [InlineData("siemens_fl2d", 0, true)]
    [InlineData("siemens_xa30_enhanced", 0, true)]
    [InlineData("ge_ct_tilt", 0, false)]
    [InlineData("ge_ct_tilt", 1, false)]
    public void What_is_kept_has_the_bits_of_the_source_and_the_rest_is_replaced(string name, int index, bool hasFace)
    {
        var scan = Series(SharedData.Path("dicom", name))[index].Read();
        var defaced = new Defacer(head.Atlas, CPU).Deface(scan);
        KeptVoxels.AssertEqual(scan, defaced);
        var sources = DicomRewriter.Of([defaced], new(Key: "key")).Sources;

        var written = DicomSeriesWriter.Plan(defaced, folder.Path, new(Key: "key")).Write();

        Assert.Equal(sources.Count, written.Count);
        var changed = sources.Zip(written).Sum(pair => ChangedCells(pair.First, pair.Second));
        Assert.Equal(ChangedVoxels(scan, defaced), changed);
        // The two halves of the tilted series show little of a head; where its face would be is anybody's guess.
        Assert.True(changed > 0 || !hasFace);
        var again = Assert.Single(Series(Path.GetDirectoryName(written[0])!)).Read();
        Assert.Equal(scan.Grid, again.Grid);
        Assert.True(again.Voxels.Span.SequenceEqual(defaced.Voxels.Span));
    }

    private static IReadOnlyList<DicomSeries> Series(string path) =>
        DicomListing.Read(DicomListing.FilesOf(path), null, CancellationToken.None).Series;

    /// <summary>Cells of all images in which any bit differs.</summary>
    private static int ChangedCells(string before, string after)
    {
        var (old, now) = (Frames(before), Frames(after));
        Assert.Equal(old.Format, now.Format);
        return Enumerable.Range(0, old.Format.Frames).Sum(
            frame => Differences(old.Cells(frame), now.Cells(frame), old.Format.CellSize));
    }

    private static int ChangedVoxels(Volume before, Volume after) =>
        Differences(before.Voxels.Span, after.Voxels.Span, before.VoxelType.ByteSize());

    private static int Differences(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, int size)
    {
        Assert.Equal(before.Length, after.Length);
        var count = 0;
        for (var i = 0; i < before.Length; i += size)
        {
            count += before.Slice(i, size).SequenceEqual(after.Slice(i, size)) ? 0 : 1;
        }

        return count;
    }

    private static PixelFrames Frames(string path) => PixelFrames.Open(DicomFile.Read(path, CancellationToken.None));
}
