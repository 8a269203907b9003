using RefacePS.Defacing;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Series of the average head whose frames do not lie alike.</summary>
public sealed class FrameSeriesTests(AverageHead head) : IClassFixture<AverageHead>
{
    private readonly Defacer defacer = new(head.Atlas, CPU);

    [Theory]
    [InlineData(0, 12, false)]
    [InlineData(12, 0, false)]
    [InlineData(-12, 0, false)]
    [InlineData(4, 0, false)]
    [InlineData(0, 0, true)]
    public void A_frame_that_lies_elsewhere_makes_a_series_doubtful(int rows, int slices, bool isUpturned)
    {
        var frame = head.Scan(VoxelType.Int16, v => 900 * v);
        var other = isUpturned ? Upturned(frame) : Shifted(frame, rows, slices);

        var defaced = defacer.Deface(Series(frame, frame, other));

        Assert.Equal(DefaceStatus.Doubtful, defaced.Quality!.Status);
        Assert.Contains("frame 3 does not lie as frame 1 does", defaced.Quality.Reasons[^1], StringComparison.Ordinal);
    }

    /// <summary>Others may have defaced one echo of several.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_frame_whose_face_is_whole_is_found_among_frames_without(int whole)
    {
        var (frame, defaced) = (head.Scan(VoxelType.UInt8, v => 250 * v), AverageHead.Defaced);
        var frames = Enumerable.Range(0, 5).Select(i => i == whole ? frame : defaced).ToArray();

        var check = new FaceDetector(head.Atlas, CPU).Check(Series(frames));

        Assert.Equal(FaceCheckStatus.Face, check.Status);
    }

    [Fact]
    public void Frames_of_other_contrasts_and_with_noise_are_one_series()
    {
        var random = new Random(3);
        var frame = head.Scan(VoxelType.Int16, v => 900 * v);
        var inverse = head.Scan(VoxelType.Int16, v => v < 0.02f ? 0 : 900 - 600 * v);
        var noisy = head.Scan(VoxelType.Int16, v => 200 * v + random.Next(80));

        var defaced = defacer.Deface(Series(frame, inverse, noisy, frame));

        Assert.Empty(defaced.Quality!.Reasons);
    }

    [Fact]
    public void An_empty_first_frame_says_nothing_of_the_others()
    {
        var frame = head.Scan(VoxelType.Int16, v => 900 * v);
        var series = Series(head.Scan(VoxelType.Int16, _ => 0), frame, frame);

        var defaced = defacer.Deface(series);

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.Equal(defacer.Deface(frame).FaceMask!.Voxels.ToArray(), defaced.FaceMask!.Voxels.ToArray());
        KeptVoxels.AssertBlanked(series, defaced);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    public void A_first_frame_of_noise_says_nothing_of_where_the_head_lies(int mean)
    {
        var frame = head.Scan(VoxelType.Int16, v => 900 * v);
        var series = Series(Noise(mean), frame, frame);

        var defaced = defacer.Deface(series);

        Assert.Equal(DefaceStatus.Doubtful, defaced.Quality!.Status);
        Assert.Contains("frame 1 does not lie as frame 2 does", defaced.Quality.Reasons[^1], StringComparison.Ordinal);
        Assert.Equal(defacer.Deface(frame).FaceMask!.Voxels.ToArray(), defaced.FaceMask!.Voxels.ToArray());
        KeptVoxels.AssertBlanked(series, defaced);
    }

    [Fact]
    public void A_face_in_a_later_frame_is_found()
    {
        var frame = head.Scan(VoxelType.Int16, v => 900 * v);
        var faceless = new Volume(frame.Grid, frame.VoxelType, defacer.Deface(frame).Voxels);
        var detector = new FaceDetector(head.Atlas, CPU);

        Assert.Equal(FaceCheckStatus.Face, detector.Check(Series(head.Scan(VoxelType.Int16, _ => 3), frame)).Status);
        Assert.Equal(FaceCheckStatus.Face, detector.Check(Series(Noise(), frame)).Status);
        Assert.NotEqual(FaceCheckStatus.Face, detector.Check(Series(Noise(), faceless)).Status);
        Assert.Equal(FaceCheckStatus.Face, detector.Check(Series(faceless, Shifted(frame, 6, 4))).Status);
        Assert.Equal(FaceCheckStatus.NoFace, detector.Check(Series(faceless, faceless)).Status);
    }

    private Volume Noise(int mean = 0)
    {
        var random = new Random(5);
        return head.Scan(VoxelType.Int16, _ => mean + random.Next(-40, 40));
    }

    private static Volume Series(params Volume[] frames) => new(
        frames[0].Grid, frames[0].VoxelType, frames.SelectMany(frame => frame.Voxels.ToArray()).ToArray(),
        frames.Length);

    /// <summary>The head moved up by rows and to the left by slices (the grid's axes are those of the atlas: anterior,
    /// superior, left).</summary>
    private static Volume Shifted(Volume volume, int rows, int slices) => Rearranged(
        volume, (row, slice) => (Wrapped(row + rows, volume.Grid.Ny), Wrapped(slice + slices, volume.Grid.Nz)));

    private static Volume Upturned(Volume volume) =>
        Rearranged(volume, (row, slice) => (volume.Grid.Ny - 1 - row, slice));

    private static int Wrapped(int index, int count) => (index + count) % count;

    private static Volume Rearranged(Volume volume, Func<int, int, (int Row, int Slice)> from)
    {
        var (grid, bytes) = (volume.Grid, volume.Grid.Nx * volume.VoxelType.ByteSize());
        var result = new byte[volume.Voxels.Length];
        for (var line = 0; line < grid.Ny * grid.Nz; line++)
        {
            var (row, slice) = from(line % grid.Ny, line / grid.Ny);
            volume.Voxels.Span.Slice((slice * grid.Ny + row) * bytes, bytes).CopyTo(result.AsSpan(line * bytes));
        }

        return volume.WithVoxels(result);
    }
}
