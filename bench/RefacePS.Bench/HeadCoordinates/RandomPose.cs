using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>The pose of a drawn head in the scanner's axes, its size and its shape, at random.</summary>
internal static class RandomPose
{
    /// <summary>Below this height of the atlas (mm) and before this depth the face may grow or shrink against the
    /// skull.</summary>
    private const float FaceTop = -15;
    private const float FaceBack = 50;

    /// <summary>World of the stock head of every voxel of a cube, [side^3, 3] mm.</summary>
    public static Tensor Draw(Draws draws, int side, double spacing, StockHead head)
    {
        using var scope = NewDisposeScope();
        var middle = (side - 1) / 2.0;
        var cube = new VoxelGrid(
            side, side, side, AffineMatrix.Scale(spacing, spacing, spacing) * AffineMatrix.Translation(
                -middle, -middle, -middle));
        var centre = Centre(head);
        var points = Resampling.Transform(Resampling.WorldPoints(cube, CPU), Turn(draws));
        if (draws.Chance(0.35))
        {
            points = Proportioned(points, draws);
        }

        if (draws.Chance(0.7))
        {
            var knots = draws.Normal(1, 3, 6, 6, 6) * draws.Between(0, 5);
            var shifts = nn.functional.interpolate(knots, [side, side, side], mode: InterpolationMode.Trilinear,
                align_corners: true);
            points = points + shifts.reshape(3, -1).t();
        }

        return (points + tensor(new[] { (float)centre.X, (float)centre.Y, (float)centre.Z })).MoveToOuterDisposeScope();
    }

    /// <summary>Any end of each axis where the other should be, mirror images among them, then tilted, scaled and
    /// sheared.</summary>
    private static AffineMatrix Turn(Draws draws)
    {
        var ends = AffineMatrix.Scale(draws.Sign(), draws.Sign(), draws.Sign());
        var scale = draws.Between(0.85, 1.2);
        var sizes = AffineMatrix.Scale(Stretch(), Stretch(), Stretch());
        var shear = new AffineMatrix(1, Shear(), Shear(), 0, 0, 1, Shear(), 0, 0, 0, 1, 0);
        return draws.SmallMove(9, 6) * sizes * shear * ends;

        double Stretch() => scale * draws.Between(0.93, 1.08);
        double Shear() => draws.Chance(0.5) ? 0 : 0.06 * draws.Normal();
    }

    /// <summary>A face that is small (a child's) or large against its skull; points are upright round the centre of the
    /// head.</summary>
    private static Tensor Proportioned(Tensor points, Draws draws)
    {
        var (height, depth) = (draws.Between(0.9, 1.7), draws.Between(0.95, 1.35));
        var (x, y, z) = (points.select(1, 0), points.select(1, 1), points.select(1, 2));
        var low = (FaceTop - z).clamp(min: 0) * (height - 1);
        var front = (y - FaceBack).clamp(min: 0) * (depth - 1);
        return stack([x, y + front, z - low], 1);
    }

    /// <summary>World of the head 15 mm below the centre of its cavity: about the middle of a whole head.</summary>
    private static (double X, double Y, double Z) Centre(StockHead head)
    {
        var grid = head.CoarseGrid;
        var count = (int)grid.VoxelCount;
        var (best, nearest) = (0, double.MaxValue);
        for (var voxel = 0; voxel < count; voxel++)
        {
            var (x, y, z) =
                (head.AtlasPoints[voxel], head.AtlasPoints[count + voxel], head.AtlasPoints[2 * count + voxel] + 15);
            var distance = x * x + y * y + z * z;
            (best, nearest) = distance < nearest ? (voxel, distance) : (best, nearest);
        }

        return grid.Grid2World.Apply(best % grid.Nx, best / grid.Nx % grid.Ny, best / grid.Nx / grid.Ny);
    }
}
