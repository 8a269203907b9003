using RefacePS.Tests.Refacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

public sealed class OrientedCropTests : NetworkTest
{
    public static TheoryData<string> Codes =>
        [.. from a in "RL" from b in "AP" from c in "SI" from order in Orders select string.Concat(
            order.Select(i => new[] { a, b, c }[i]))];

    private static readonly int[][] Orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    [Theory]
    [MemberData(nameof(Codes))]
    public void However_a_scan_is_stored_its_voxels_stay_where_they_are(string code)
    {
        var axes = Orientation.Parse(code);
        var rows = new double[12];
        for (var column = 0; column < 3; column++)
        {
            rows[axes[column].WorldAxis * 4 + column] = axes[column].Sign * (column + 1.0);
        }

        var grid = new VoxelGrid(7, 6, 5, AffineMatrix.Translation(3, -8, 11) * AffineMatrix.FromRows(rows));
        using var image = Image.FromValues(grid, [.. Enumerable.Range(0, 210).Select(i => (float)i)], CPU);

        using var crop = OrientedCrop.Cut(image, AffineMatrix.Identity, Orientation.Asl, (1, -4, 1), (5, 4, 99));

        Assert.Equal(Orientation.Asl, crop.Grid.Orientation);
        Assert.Equal(5 * 5 * 4, crop.Grid.VoxelCount);
        using var points = Resampling.WorldPoints(crop.Grid, CPU);
        using var there = Resampling.SampleWorld(image.Voxels.unsqueeze(0), grid, points);
        Assert.True(there[0].allclose(crop.Voxels.reshape(-1), atol: 1e-3));
    }
}
