using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>
/// Varies volumes of <see cref="HeadSpace"/>, (channels, slices, rows, columns). All chance comes from one generator of
/// numbers, so that a step can be had again.
/// </summary>
/// <param name="recipe">How much.</param>
/// <param name="random">Chance.</param>
internal sealed class VolumeAugmentation(VolumeAugmentationRecipe recipe, Random random)
{
    /// <summary>Nodes a side of the smooth shifts.</summary>
    private const int BendNodes = 6;

    /// <summary>Brightnesses that a change of contrast moves; the first is air's, which stays.</summary>
    private const int Brightnesses = 6;

    /// <summary>Mirrors, turns, scales, shifts and bends all channels alike; what comes in from outside is 0.</summary>
    public Tensor Move(Tensor channels)
    {
        var mirrored = Happens(recipe.FlipProbability) ? channels.flip(1) : channels;
        if (!Happens(recipe.MoveProbability))
        {
            return mirrored;
        }

        var (slices, rows, columns) = (channels.shape[1], channels.shape[2], channels.shape[3]);
        var theta = tensor(Matrix(slices, rows, columns), [1, 3, 4]).to(channels.device);
        var places = affine_grid(theta, [1, 1, slices, rows, columns], align_corners: false) + Bend(
            slices, rows, columns).to(channels.device);
        return grid_sample(mirrored.unsqueeze(0), places, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros,
            align_corners: false)[0];
    }

    /// <summary>Gives intensities of [0, 1] another contrast, or another gamma, and an uneven gain; air at 0 stays
    /// air.</summary>
    public Tensor Recolour(Tensor intensities)
    {
        var position = intensities * (Brightnesses - 1);
        var (curve, gamma) = Happens(recipe.ContrastProbability) ? (Curve(recipe.ContrastSpread), 1.0)
            : (Curve(0), Math.Exp(Within(0.2)));
        var values = tensor(curve).to(intensities.device);
        var first = position.floor().clamp_(0, Brightnesses - 2);
        var index = first.to(int64);
        var mapped = lerp(values[index], values[index + 1], position - first).clamp(min: 1e-4).pow(gamma);
        var gain = 1 + Ramp(intensities, 1) + Ramp(intensities, 2) + Ramp(intensities, 3);
        return (mapped * gain).clamp(0, 1);
    }

    /// <summary>The voxels that are removed, (1, slices, rows, columns): as our deface step does it, or as others
    /// do.</summary>
    public Tensor Remove(Tensor ours)
    {
        if (!Happens(recipe.ForeignProbability))
        {
            return ours;
        }

        var grid = HeadSpace.Grid;
        var (_, y0, z0) = grid.Grid2World.Apply(0, 0, 0);
        var y = (arange(grid.Nx, float32, ours.device) * HeadSpace.Spacing + y0).reshape(1, 1, 1, -1);
        var z = (arange(grid.Ny, float32, ours.device) * HeadSpace.Spacing + z0).reshape(1, 1, -1, 1);
        return (Happens(0.5) ? BeforePlane(y, z) : InBox(y, z)).expand(ours.shape).to(float32);
    }

    /// <summary>Noise for the kept tissue.</summary>
    public Tensor Noise(Tensor like)
    {
        using var generator = new Generator((ulong)random.NextInt64(), like.device);
        return randn(like.shape, device: like.device, generator: generator) * (recipe.Noise * random.NextDouble());
    }

    /// <summary>In front of a plane from the throat to the brows (mm of the atlas), as quickshear cuts.</summary>
    private Tensor BeforePlane(Tensor y, Tensor z)
    {
        var (throat, brow) = (35 + Within(12), 90 + Within(8));
        return (y > throat + (brow - throat) * ((z + 110) / 100)) & (z < 5 + Within(10));
    }

    /// <summary>A box that holds eyes, nose and mouth.</summary>
    private Tensor InBox(Tensor y, Tensor z) =>
        (y > 55 + Within(12)) & (z < -15 + Within(10)) & (z > -125 + Within(20));

    private float[] Curve(double spread)
    {
        var curve = new float[Brightnesses];
        for (var i = 1; i < Brightnesses; i++)
        {
            curve[i] = (float)Math.Clamp((double)i / (Brightnesses - 1) + spread * Normal(), 0.03, 1);
        }

        return curve;
    }

    private Tensor Ramp(Tensor like, int dimension)
    {
        long[] shape = [1, 1, 1, 1];
        shape[dimension] = like.shape[dimension];
        return (linspace(-1, 1, like.shape[dimension], device: like.device) * Within(recipe.BiasFraction))
            .reshape(shape);
    }

    /// <summary>Smooth shifts in libtorch's coordinates, [1, slices, rows, columns, 3].</summary>
    private Tensor Bend(long slices, long rows, long columns)
    {
        var nodes = new float[3 * BendNodes * BendNodes * BendNodes];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = (float)(2 * recipe.BendVoxels / HeadSpace.Side * Normal());
        }

        var coarse = tensor(nodes, [1, 3, BendNodes, BendNodes, BendNodes]);
        return interpolate(coarse, [slices, rows, columns], mode: InterpolationMode.Trilinear, align_corners: true)
            .permute(0, 2, 3, 4, 1);
    }

    /// <summary>From output to input in libtorch's coordinates (x along columns), where a volume reaches from -1 to
    /// 1.</summary>
    private float[] Matrix(long slices, long rows, long columns)
    {
        var turn = AffineMatrix.Identity;
        for (var axis = 0; axis < 3; axis++)
        {
            turn = Rotation(axis, Within(recipe.RotationDegrees) * Math.PI / 180) * turn;
        }

        var scaled = turn * AffineMatrix.Scale(1 + Within(recipe.ScaleFraction), 1 + Within(recipe.ScaleFraction),
            1 + Within(recipe.ScaleFraction));
        var moved = AffineMatrix.Translation(
            2 * Within(recipe.ShiftVoxels) / columns, 2 * Within(recipe.ShiftVoxels) / rows,
            2 * Within(recipe.ShiftVoxels) / slices) * scaled;
        return Array.ConvertAll(moved.ToRows(), value => (float)value);
    }

    private static AffineMatrix Rotation(int axis, double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return axis switch
        {
            0 => new AffineMatrix(1, 0, 0, 0, 0, cosine, -sine, 0, 0, sine, cosine, 0),
            1 => new AffineMatrix(cosine, 0, sine, 0, 0, 1, 0, 0, -sine, 0, cosine, 0),
            _ => new AffineMatrix(cosine, -sine, 0, 0, sine, cosine, 0, 0, 0, 0, 1, 0),
        };
    }

    private bool Happens(double probability) => random.NextDouble() < probability;

    private double Within(double limit) => limit * (2 * random.NextDouble() - 1);

    /// <summary>A normal number (Box and Muller, Ann. Math. Stat. 29:610, 1958).</summary>
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
