using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>The changes drawn for one sample.</summary>
/// <param name="Flip">Whether the head is mirrored left to right.</param>
/// <param name="Rotation">Rotation in radians.</param>
/// <param name="Scale">Size of the slice shown, 1 for the whole.</param>
/// <param name="RowShift">Shift in pixels along rows.</param>
/// <param name="ColumnShift">Shift in pixels along columns.</param>
/// <param name="Gamma">Power that intensities of [0, 1] are raised to.</param>
/// <param name="RowBias">Relative gain at the last row, loss at the first.</param>
/// <param name="ColumnBias">Relative gain at the last column, loss at the first.</param>
internal readonly record struct SliceAugmentation(
    bool Flip, double Rotation, double Scale, double RowShift, double ColumnShift, double Gamma, double RowBias,
    double ColumnBias)
{
    private bool Moves => (Rotation, Scale, RowShift, ColumnShift) != (0, 1, 0, 0);

    private bool Recolours => (Gamma, RowBias, ColumnBias) != (1, 0, 0);

    /// <summary>Draws the changes of one sample.</summary>
    public static SliceAugmentation Draw(SliceAugmentationRecipe recipe, Random random)
    {
        double Within(double limit) => limit * (2 * random.NextDouble() - 1);
        var flip = random.NextDouble() < recipe.FlipProbability;
        var reach = random.NextDouble() < recipe.AffineProbability ? 1 : 0;
        return new SliceAugmentation(
            flip,
            Rotation: reach * Within(recipe.RotationDegrees) * Math.PI / 180,
            Scale: 1 + reach * Within(recipe.ScaleFraction),
            RowShift: reach * Within(recipe.ShiftPixels),
            ColumnShift: reach * Within(recipe.ShiftPixels),
            Gamma: Math.Exp(Within(recipe.GammaLogarithm)),
            RowBias: Within(recipe.BiasFraction),
            ColumnBias: Within(recipe.BiasFraction));
    }

    /// <summary>
    /// Moves the pixels of (batch, channels, rows, columns) as drawn for each sample, bilinearly. What comes in from
    /// outside is -1, which is air; all channels move alike.
    /// </summary>
    public static Tensor Move(Tensor images, IReadOnlyList<SliceAugmentation> draws)
    {
        if (!draws.Any(draw => draw.Moves))
        {
            return images;
        }

        var (rows, columns) = (images.shape[2], images.shape[3]);
        var matrices = draws.SelectMany(draw => draw.Matrix(rows, columns)).ToArray();
        var grid = affine_grid(tensor(matrices, [draws.Count, 2, 3]).to(images.device), images.shape,
            align_corners: false);
        return grid_sample(images + 1, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false)
            - 1;
    }

    /// <summary>Changes the contrast of (batch, channels, rows, columns), values in [-1, 1], as drawn for each sample;
    /// air at -1 stays air.</summary>
    public static Tensor Recolour(Tensor images, IReadOnlyList<SliceAugmentation> draws)
    {
        if (!draws.Any(draw => draw.Recolours))
        {
            return images;
        }

        var gamma = Column(draws, draw => draw.Gamma);
        var rows = Column(draws, draw => draw.RowBias) * linspace(-1, 1, images.shape[2]).reshape(1, 1, -1, 1);
        var columns = Column(draws, draw => draw.ColumnBias) * linspace(-1, 1, images.shape[3]).reshape(1, 1, 1, -1);
        var gain = (1 + rows + columns).to(images.device);
        return ((images / 2 + 0.5).clamp(0, 1).pow(gamma.to(images.device)) * gain).clamp(0, 1) * 2 - 1;
    }

    private static Tensor Column(IReadOnlyList<SliceAugmentation> draws, Func<SliceAugmentation, double> value) =>
        tensor(draws.Select(draw => (float)value(draw)).ToArray(), [draws.Count, 1, 1, 1]);

    // From output to input in libtorch's coordinates, where a slice reaches from -1 to 1 whatever its size.
    private float[] Matrix(long rows, long columns)
    {
        var (sine, cosine) = Math.SinCos(Rotation);
        return
        [
            (float)(Scale * cosine), (float)(-Scale * sine), (float)(2 * ColumnShift / columns),
            (float)(Scale * sine), (float)(Scale * cosine), (float)(2 * RowShift / rows),
        ];
    }
}
