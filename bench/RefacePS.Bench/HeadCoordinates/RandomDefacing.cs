using RefacePS.Atlases;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>Ways in which a face may have been treated.</summary>
internal enum DefacingKind
{
    /// <summary>Nothing: it is there.</summary>
    None,

    /// <summary>Our own zone, about where it belongs.</summary>
    Zone,

    /// <summary>Our own zone and the ears.</summary>
    ZoneAndEars,

    /// <summary>A box in front.</summary>
    Box,

    /// <summary>All that lies before a slanted plane, as other tools cut.</summary>
    Plane,

    /// <summary>All that is no brain.</summary>
    Skull,

    /// <summary>Our zone, shifted by 15 mm or so.</summary>
    Shifted,

    /// <summary>Our zone, turned by 20 degrees or so.</summary>
    Turned,

    /// <summary>Our zone at the back of the head.</summary>
    Back,

    /// <summary>Left, right, upper or lower half of our zone.</summary>
    Half,
}

/// <summary>Draws what was removed from a head, rightly or wrongly.</summary>
/// <param name="atlas">The head atlas.</param>
internal sealed class RandomDefacing(HeadAtlas atlas)
{
    private const double ZoneSpacing = 5;

    private static readonly (DefacingKind Kind, double Share)[] Shares =
    [
        (DefacingKind.None, 0.27), (DefacingKind.Zone, 0.25), (DefacingKind.ZoneAndEars, 0.06),
        (DefacingKind.Box, 0.06), (DefacingKind.Plane, 0.08),
        (DefacingKind.Skull, 0.03), (DefacingKind.Shifted, 0.08), (DefacingKind.Turned, 0.07),
        (DefacingKind.Back, 0.03), (DefacingKind.Half, 0.07),
    ];

    /// <summary>Draws a kind by its share.</summary>
    public static DefacingKind DrawKind(Draws draws)
    {
        var rest = draws.Between(0, 1);
        return Shares.FirstOrDefault(share => (rest -= share.Share) < 0, Shares[0]).Kind;
    }

    /// <summary>The voxels that are removed, [Nz, Ny, Nx], 0 or 1, on the grid of the head.</summary>
    public Tensor Draw(StockHead head, DefacingKind kind, Draws draws)
    {
        using var scope = NewDisposeScope();
        var zoneGrid = Resampling.ShrunkGrid(head.Grid, ZoneSpacing);
        var coarse = head.CoarseGrid;
        var map = tensor(head.AtlasPoints, [3, coarse.Nz, coarse.Ny, coarse.Nx]);
        var points = nn.functional.interpolate(map.unsqueeze(0), [zoneGrid.Nz, zoneGrid.Ny, zoneGrid.Nx],
            mode: InterpolationMode.Trilinear, align_corners: false)
            .reshape(3, -1).t().contiguous();
        var depth = kind switch
        {
            DefacingKind.None => full(points.shape[0], -1f),
            DefacingKind.Skull => 0.5f - atlas.Zones.At(points).Cavity,
            DefacingKind.Box => Box(points, draws),
            DefacingKind.Plane => Plane(points, draws),
            _ => Zone(points, kind, draws),
        };
        return (Resampling.Refine(depth, zoneGrid, head.Grid) > 0).to(float32).MoveToOuterDisposeScope();
    }

    private Tensor Zone(Tensor points, DefacingKind kind, Draws draws)
    {
        var moved = Resampling.Transform(points, Move(kind, draws));
        var (_, face, ears) = atlas.Zones.At(moved);
        var depth = kind == DefacingKind.ZoneAndEars ? maximum(face, ears) : face;
        return kind switch
        {
            DefacingKind.Half when draws.Chance(0.5) =>
                minimum(depth, draws.Sign() * points.select(1, 0) + draws.Between(-8, 8)),
            DefacingKind.Half => minimum(depth, draws.Sign() * (points.select(1, 2) + draws.Between(45, 80))),
            _ => depth + draws.Between(-1, 1),
        };
    }

    private static AffineMatrix Move(DefacingKind kind, Draws draws)
    {
        var small = draws.SmallMove(0.8, 1);
        var (x, y, z) = draws.Direction();
        return kind switch
        {
            DefacingKind.Shifted => Shift(draws.Between(10, 25)),
            DefacingKind.Turned => Turn(draws.Between(13, 30)),
            DefacingKind.Back => AffineMatrix.Rotation(0, 0, Math.PI) * small,
            _ => small,
        };

        AffineMatrix Shift(double length) => AffineMatrix.Translation(length * x, length * y, length * z);

        AffineMatrix Turn(double degrees)
        {
            var angle = double.DegreesToRadians(degrees);
            return AffineMatrix.Rotation(angle * x, angle * y, angle * z);
        }
    }

    /// <summary>Depth in a box over the face: brow to chin, eyes to nose.</summary>
    private static Tensor Box(Tensor points, Draws draws)
    {
        var front = points.select(1, 1) - draws.Between(54, 64);
        var below = draws.Between(-15, -2) - points.select(1, 2);
        return minimum(front, below);
    }

    /// <summary>Depth before a plane from over the brows to behind the jaw.</summary>
    private static Tensor Plane(Tensor points, Draws draws)
    {
        var (topY, topZ) = (draws.Between(88, 100), draws.Between(-5, 12));
        var (lowY, lowZ) = (draws.Between(-10, 45), draws.Between(-135, -100));
        var (ny, nz) = (topZ - lowZ, lowY - topY);
        var length = Math.Sqrt(ny * ny + nz * nz);
        var depth = (ny * (points.select(1, 1) - topY) + nz * (points.select(1, 2) - topZ)) / length;
        return minimum(depth, topZ - points.select(1, 2) + 10);
    }
}
