using RefacePS.HeadParts;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadParts;

/// <summary>A head as the network sees it, and what it should say.</summary>
/// <param name="Kind">What happened to its face.</param>
/// <param name="Input">As <see cref="HeadBox"/> prepares it, [1, 1, z, y, x].</param>
/// <param name="Target">Shares of the parts, [1, parts, z, y, x].</param>
/// <param name="Weight">How far a voxel counts, [1, z, y, x]: the border of the face zone does not.</param>
internal sealed record HeadSample(DefacingKind Kind, Tensor Input, Tensor Target, Tensor Weight) : IDisposable
{
    public void Dispose()
    {
        Input.Dispose();
        Target.Dispose();
        Weight.Dispose();
    }
}

/// <summary>
/// Draws heads: any contrast, any way to lie and mirror images too, other sizes and proportions, cut by the field of view, with and
/// without faces, shading, noise, blur, thick slices.
/// </summary>
/// <param name="defacing">What may happen to faces.</param>
internal sealed class RandomHead(RandomDefacing defacing)
{
    /// <summary>Depth (mm) in the face zone from which on tissue is face for sure: masks that are right may leave what is shallower.</summary>
    private const double SurelyFace = 4;

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
        var depth = head.Field(head.FaceDepth) - StockHead.DepthOffset;
        var zone = (depth > 0).to(float32) * tissue;
        var face = (depth > SurelyFace).to(float32) * tissue;
        var cavity = head.Field(head.Cavity) * kept;
        var fill = draws.Chance(0.7) ? 0 : draws.Between(0, 0.06);
        var values = RandomContrast.Draw(head, draws) * kept + fill * removed;
        var view = View(head, draws);
        var channels = stack([values, tissue, cavity, face, zone - face]) * view;
        var carried = Carry(channels, head, draws);
        var (input, start) = Scan(carried[0], draws);
        if (input is null)
        {
            return null;
        }

        var boxed = HeadBox.CutAll(carried.narrow(0, 1, 4), start);
        var (t, c, f) = (boxed[0], boxed[1], boxed[2].minimum(boxed[0]));
        var other = (t - c - f).clamp(min: 0);
        var target = stack([(1 - t).clamp(min: 0), other, c, f]);
        return new HeadSample(
            kind, input.Voxels.unsqueeze(0).unsqueeze(0).clone().DetachFromDisposeScope(),
            (target / target.sum(0, keepdim: true).clamp(min: 1e-3)).unsqueeze(0).DetachFromDisposeScope(),
            (1 - boxed[3]).clamp(0, 1).unsqueeze(0).DetachFromDisposeScope());
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

    /// <summary>Carries channels to a cube of the network's voxels, turned, scaled and deformed at random; beyond the head's grid there is air.</summary>
    private static Tensor Carry(Tensor channels, StockHead head, Draws draws)
    {
        using var scope = NewDisposeScope();
        // Blocks of two voxels are nearly as large as the network's voxels, so that nothing is aliased.
        var grid = Resampling.ShrunkGrid(head.Grid, 2 * StockHead.Spacing);
        var blocks = nn.functional.adaptive_avg_pool3d(channels, [grid.Nz, grid.Ny, grid.Nx]);
        var points = HeadPose.Draw(draws, Side, HeadBox.Spacing, head);
        var inside = Resampling.IsInGrid(Resampling.Transform(points, grid.World2Grid), grid, 0.5f).to(float32);
        var values = Resampling.SampleWorld(blocks, grid, points) * inside;
        return values.reshape(channels.shape[0], Side, Side, Side).MoveToOuterDisposeScope();
    }

    /// <summary>What a scanner makes of the values, as the network sees it.</summary>
    private static (Image? Input, HeadBox.Place Place) Scan(Tensor values, Draws draws)
    {
        var grid = new VoxelGrid(Side, Side, Side, AffineMatrix.Scale(HeadBox.Spacing, HeadBox.Spacing, HeadBox.Spacing));
        var seen = values;
        if (draws.Chance(0.5))
        {
            var knots = draws.Normal(1, 1, 4, 4, 4) * draws.Between(0, 0.45);
            seen = seen * nn.functional.interpolate(knots, [Side, Side, Side], mode: InterpolationMode.Trilinear, align_corners: true)[0][0].exp();
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
            seen = ((seen + noise * draws.Normal(seen.shape)).square() + (noise * draws.Normal(seen.shape)).square()).sqrt();
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
        return nn.functional.interpolate(thick.unsqueeze(0), [Side, Side, Side], mode: InterpolationMode.Trilinear, align_corners: false)[0][0];
    }
}
