using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>
/// A way in which the same head could have come: turned, off the grid, less sharp. Scans are interpolated and smoothed
/// by whoever had them before, and their brains must not grow or shrink by that.
/// </summary>
/// <param name="Motion">World map from a place of the augmentation to the place of the scan that is seen there.</param>
/// <param name="Blur">Standard deviation of the smoothing after that, voxels.</param>
internal sealed record ScanAugmentation(AffineMatrix Motion, double Blur)
{
    /// <summary>Degrees that a head is turned at most about each axis.</summary>
    private const double LargestTurn = 12;

    /// <summary>Voxels along each axis; with half a voxel, interpolation takes most of the sharpness.</summary>
    private const double LargestShift = 0.5;

    private const double LargestBlur = 0.7;

    /// <summary>An augmentation by chance: one in two is turned, one in two smoothed.</summary>
    public static ScanAugmentation Draw(Random random, VoxelGrid grid)
    {
        var turn = random.Next(2) == 0 ? 0 : double.DegreesToRadians(LargestTurn);
        var (x, y, z) = grid.Centre;
        var turned = AffineMatrix.Translation(x, y, z) * AffineMatrix.Rotation(
            turn * Around(), turn * Around(), turn * Around()) * AffineMatrix.Translation(-x, -y, -z);
        var shifted = AffineMatrix.Translation(
            LargestShift * Around(), LargestShift * Around(), LargestShift * Around());
        var blur = random.Next(2) == 0 ? 0 : LargestBlur * random.NextDouble();
        return new ScanAugmentation(turned * grid.Grid2World * shifted * grid.World2Grid, blur);

        double Around() => 2 * random.NextDouble() - 1;
    }

    /// <summary>The scan as it would be.</summary>
    public Image Of(Image scan)
    {
        using var scope = NewDisposeScope();
        var grid = scan.Grid;
        var moved = Image.FromValues(
            grid, WindowedSinc.Resample(scan.ToArray(), grid, grid.World2Grid * Motion * grid.Grid2World),
            scan.Voxels.device);
        return new Image(grid, Resampling.Smooth(moved.Voxels.unsqueeze(0), Blur).squeeze(0));
    }
}
