using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>A head as the network sees it, and what it should say.</summary>
/// <param name="Kind">What happened to its face.</param>
/// <param name="Input">As <see cref="HeadBox"/> prepares it, [1, 1, z, y, x].</param>
/// <param name="Cavity">Share of the cavity, [z, y, x].</param>
/// <param name="Tissue">Share of tissue, [z, y, x]: elsewhere coordinates do not count.</param>
/// <param name="Coordinates">What the channels from <see cref="HeadChannel.Aside"/> on should say, [3, z, y,
/// x].</param>
internal sealed record HeadSample(DefacingKind Kind, Tensor Input, Tensor Cavity, Tensor Tissue, Tensor Coordinates)
    : IDisposable
{
    public void Dispose()
    {
        Input.Dispose();
        Cavity.Dispose();
        Tissue.Dispose();
        Coordinates.Dispose();
    }
}

/// <summary>
/// Draws heads: any contrast, any way to lie and mirror images too, other sizes and proportions, cut by the field of
/// view, with and without faces, shading, noise, blur, thick slices.
/// </summary>
/// <param name="defacing">What may happen to faces.</param>
internal sealed class RandomHead(RandomDefacing defacing)
{
    /// <summary>Half the side (mm) of the cube that is drawn, before what is air is cut off.</summary>
    private const double HalfSide = 140;

    private static readonly int Side = (int)(2 * HalfSide / HeadBox.Spacing);

    /// <summary>Draws a head made from one of the stock; null where nothing of it is in view.</summary>
    public HeadSample? Draw(StockHead head, DefacingKind kind, Draws draws)
    {
        using var scope = NewDisposeScope();
        var removed = defacing.Draw(head, kind, draws);
        var kept = 1 - removed;
        var outside = head.Field(head.Outside);
        var tissue = (1 - outside) * kept;
        var cavity = head.Field(head.Cavity) * kept;
        var fill = draws.Chance(0.7) ? 0 : draws.Between(0, 0.06);
        var values = RandomContrast.Draw(head, draws) * kept + fill * removed;
        var view = View(head, draws);
        var channels = stack([values, tissue, cavity]) * view;
        var points = RandomPose.Draw(draws, Side, HeadBox.Spacing, head);
        var carried = Carry(channels, head, points);
        var (input, place) = Scan(carried[0], draws);
        if (input is null)
        {
            return null;
        }

        var boxed = HeadBox.CutAll(cat([carried.narrow(0, 1, 2), Coordinates(head, points)]), place);
        return new HeadSample(
            kind, input.Voxels.unsqueeze(0).unsqueeze(0).clone().DetachFromDisposeScope(),
            boxed[1].minimum(boxed[0]).DetachFromDisposeScope(), boxed[0].clone().DetachFromDisposeScope(),
            boxed.narrow(0, 2, 3).clone().DetachFromDisposeScope());
    }

    /// <summary>1 in the field of view: now and then a side of the head is cut off.</summary>
    private static Tensor View(StockHead head, Draws draws)
    {
        var view = ones(head.Grid.Nz, head.Grid.Ny, head.Grid.Nx);
        for (var cut = 0; cut < 2 && draws.Chance(0.3); cut++)
        {
            var axis = draws.Below(3);
            var length = view.shape[axis];
            var lost = (long)(length * draws.Between(0.05, 0.3));
            view.narrow(axis, draws.Chance(0.5) ? 0 : length - lost, lost).zero_();
        }

        return view;
    }

    /// <summary>Carries channels to a cube of the network's voxels, turned, scaled and deformed at random; beyond the
    /// head's grid there is air.</summary>
    private static Tensor Carry(Tensor channels, StockHead head, Tensor points)
    {
        using var scope = NewDisposeScope();
        // Blocks of two voxels are nearly as large as the network's voxels, so that nothing is aliased.
        var grid = Resampling.ShrunkGrid(head.Grid, 2 * StockHead.Spacing);
        var blocks = nn.functional.adaptive_avg_pool3d(channels, [grid.Nz, grid.Ny, grid.Nx]);
        var inside = Resampling.IsInView(points, grid).to(float32);
        var values = Resampling.SampleWorld(blocks, grid, points) * inside;
        return values.reshape(channels.shape[0], Side, Side, Side).MoveToOuterDisposeScope();
    }

    /// <summary>Atlas coordinates of the points of a cube, [3, side, side, side].</summary>
    private static Tensor Coordinates(StockHead head, Tensor points)
    {
        using var scope = NewDisposeScope();
        var grid = head.CoarseGrid;
        var map = tensor(head.AtlasPoints, [3, grid.Nz, grid.Ny, grid.Nx]);
        var places = Resampling.SampleWorld(map, grid, points) / HeadChannel.Unit;
        return cat([places.narrow(0, 0, 1).abs(), places.narrow(0, 1, 2)]).reshape(3, Side, Side, Side)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The values as a scanner gives them and the network sees them.</summary>
    private static (Image? Input, HeadBox.Place Place) Scan(Tensor values, Draws draws)
    {
        var grid = new VoxelGrid(
            Side, Side, Side, AffineMatrix.Scale(HeadBox.Spacing, HeadBox.Spacing, HeadBox.Spacing));
        var seen = values;
        if (draws.Chance(0.5))
        {
            var knots = draws.Normal(1, 1, 4, 4, 4) * draws.Between(0, 0.45);
            seen = seen * nn.functional.interpolate(knots, [Side, Side, Side], mode: InterpolationMode.Trilinear,
                align_corners: true)[0][0].exp();
        }

        if (draws.Chance(0.3))
        {
            seen = Resampling.Smooth(seen.unsqueeze(0), draws.Between(0.3, 0.8))[0];
        }

        if (draws.Chance(0.15))
        {
            seen = ThickSlices(seen, draws.Below(3));
        }

        var noise = draws.Chance(0.7) ? draws.Between(0, 0.07) : 0;
        if (noise > 0)
        {
            seen = ((seen + noise * draws.Normal(seen.shape)).square() + (noise * draws.Normal(seen.shape)).square())
                .sqrt();
        }

        using var even = new Image(grid, seen.clone());
        var place = HeadBox.Find(even);
        return place is { } found ? (HeadBox.Frame(even, found), found) : (null, default);
    }

    /// <summary>Slices of twice the thickness.</summary>
    private static Tensor ThickSlices(Tensor values, int axis)
    {
        long[] shape = [Side, Side, Side];
        shape[axis] /= 2;
        var thick = nn.functional.adaptive_avg_pool3d(values.unsqueeze(0), shape);
        return nn.functional.interpolate(thick.unsqueeze(0), [Side, Side, Side], mode: InterpolationMode.Trilinear,
            align_corners: false)[0][0];
    }
}
