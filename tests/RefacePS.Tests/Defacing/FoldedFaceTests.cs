using RefacePS.Defacing;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Faces that leave the field of view in front and come back in behind the head.</summary>
public sealed class FoldedFaceTests(AverageHead head) : IClassFixture<AverageHead>
{
    [Theory]
    [InlineData(8, true)]
    [InlineData(5, true)]
    [InlineData(0, false)]
    public void A_face_that_is_folded_over_is_doubted_before_its_removal_and_after(int voxels, bool isFolded)
    {
        var scan = Folded(voxels);

        var defaced = new Defacer(head.Atlas, CPU).Deface(scan);
        var check = new FaceDetector(head.Atlas, CPU).Check(defaced);

        Assert.Equal(isFolded, defaced.Quality!.Reasons.ToString()!.Contains("folded over", StringComparison.Ordinal));
        Assert.Equal(isFolded, defaced.Quality!.Status == DefaceStatus.Doubtful);
        Assert.Equal(isFolded ? FaceCheckStatus.Uncertain : FaceCheckStatus.NoFace, check.Status);
    }

    /// <summary>A face that is cut off by the border, with nothing behind the head, is no cause for doubt.</summary>
    [Fact]
    public void A_face_that_is_cut_off_is_not_folded()
    {
        var scan = Folded(5, isCut: true);

        var quality = new Defacer(head.Atlas, CPU).Deface(scan).Quality!;

        Assert.DoesNotContain("folded over", quality.Reasons.ToString()!, StringComparison.Ordinal);
    }

    /// <summary>The average head moved forward until so many planes of it, from the tip of the nose on, lie beyond the
    /// front border; these come in behind, or are left out.</summary>
    private Volume Folded(int planes, bool isCut = false)
    {
        var scan = head.Scan(VoxelType.UInt8, value => 250 * value);
        var (columns, from) = (scan.Grid.Nx, scan.Voxels.ToArray());
        Assert.Equal(Orientation.Asl, scan.Grid.Orientation);
        var front = Enumerable.Range(0, columns).Last(
            x => Enumerable.Range(0, from.Length / columns).Any(row => from[row * columns + x] > 50));
        var shift = planes == 0 ? 0 : columns - 1 - front + planes;
        var to = new byte[from.Length];
        for (var voxel = 0; voxel < from.Length; voxel++)
        {
            var x = voxel % columns + shift;
            if (!isCut || x < columns)
            {
                to[voxel - voxel % columns + x % columns] = from[voxel];
            }
        }

        return scan.WithVoxels(to);
    }
}
