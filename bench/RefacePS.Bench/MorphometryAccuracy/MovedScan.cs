using RefacePS.Volumes;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>
/// A scan as it would be had the head lain otherwise: turned and shifted on its own grid. Between voxels Lanczos's
/// windowed sinc is taken: linear interpolation would blur the scan, and the blur would be measured.
/// </summary>
internal static class MovedScan
{
    /// <summary>Moves a scan.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="turn">Degrees about the axis to the right and about the axis up, at the centre of the grid.</param>
    /// <param name="shift">Voxels along every axis.</param>
    public static Volume Create(Volume scan, double turn, double shift)
    {
        var grid = scan.Grid;
        var (x, y, z) = grid.Centre;
        var angle = double.DegreesToRadians(turn);
        var motion = AffineMatrix.Translation(x, y, z) * AffineMatrix.Rotation(angle, 0, angle)
            * AffineMatrix.Translation(-x, -y, -z);
        var index2Index = AffineMatrix.Translation(shift, shift, shift) * grid.World2Grid * motion * grid.Grid2World;
        var stored = new byte[scan.Voxels.Length];
        VoxelConversion.Encode(WindowedSinc.Resample(VoxelConversion.ToFloat(scan), grid, index2Index), scan, stored);
        return scan.WithVoxels(stored);
    }
}
