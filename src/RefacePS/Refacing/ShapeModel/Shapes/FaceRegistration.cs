using RefacePS.Compute;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>
/// Aligns a head that an affine map has brought to the atlas with an average face by a smooth field:
/// <see cref="Demons"/> on two channels at once, the intensity and the distance to the skin. The skin
/// pulls from afar, so that noses and chins find each other that do not overlap.
/// </summary>
internal static class FaceRegistration
{
    /// <summary>One scale of the alignment.</summary>
    /// <param name="Spacing">Voxel size, mm.</param>
    /// <param name="Iterations">Steps.</param>
    /// <param name="UpdateSmoothing">Standard deviation (mm) by which each step is smoothed.</param>
    /// <param name="FieldSmoothing">Standard deviation (mm) by which the field is smoothed after each step.</param>
    public readonly record struct Level(double Spacing, int Iterations, double UpdateSmoothing, double FieldSmoothing);

    /// <summary>The field u, [3, Nz, Ny, Nx] at the spacing of the last level: a point p of the head lies at p + u(p)
    /// in the average face.</summary>
    /// <param name="face">The average face at <see cref="FaceBox.Spacing"/>.</param>
    /// <param name="head">The head, at the same spacing.</param>
    /// <param name="weights">How much each voxel of the head counts for each channel, 0 to 1, [2, Nz, Ny, Nx].</param>
    /// <param name="levels">Coarse to fine.</param>
    /// <param name="cancel">Ends the work.</param>
    public static Tensor Register(FaceChannels face, FaceChannels head, Tensor weights, IReadOnlyList<Level> levels,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        Tensor? field = null;
        var spacing = 0.0;
        foreach (var level in levels)
        {
            using var coarseFace = face.Coarser(level.Spacing);
            using var coarseHead = head.Coarser(level.Spacing);
            var coarseWeights = FaceBox.Respace(weights, FaceBox.Spacing, level.Spacing);
            field = Refine(coarseFace, coarseHead, coarseWeights, field is null ? null
                : FaceBox.Respace(field, spacing, level.Spacing), level, cancel);
            spacing = level.Spacing;
        }

        return field!.MoveToOuterDisposeScope();
    }

    private static Tensor Refine(
        FaceChannels face, FaceChannels head, Tensor weights, Tensor? start, Level level, CancellationToken cancel)
    {
        using var outer = NewDisposeScope();
        var grid = FaceBox.WithSpacing(level.Spacing);
        var template = face.WithGradients();
        var points = Resampling.WorldPoints(grid, template.device);
        var biasBasis = ContrastModel.BiasBasis(
            (points - OneThread.Run(() => points.mean([0]))) / (float)ScanSamples.LengthScale);
        var (intensity, distance) =
            (head.Values[0].reshape(-1) * FaceChannels.BrightestBrains, head.Values[1].reshape(-1));
        var (intensityWeights, distanceWeights) = (weights[0].reshape(-1), weights[1].reshape(-1));
        var field = start is null ? zeros(3, points.shape[0], device: points.device) : start.reshape(3, -1).clone();
        return new Demons(
            level.Iterations, level.UpdateSmoothing / level.Spacing, level.FieldSmoothing / level.Spacing).Move(
            field, [grid.Nz, grid.Ny, grid.Nx], shift => Resampling.SampleWorld(template, grid, points + shift.t()),
            new(intensity, biasBasis, intensityWeights), Force, cancel).MoveToOuterDisposeScope();

        Tensor Force(Tensor sampled, Tensor predicted, Tensor gain)
        {
            var (residual, gradient) = ((intensity - predicted) * intensityWeights, sampled.narrow(0, 1, 3) * gain);
            var (lag, slope) = ((distance - sampled[4]) * distanceWeights, sampled.narrow(0, 5, 3));
            var normaliser = Demons.Normaliser(
                gradient.square().sum([0]) + slope.square().sum([0]), residual.square() + lag.square());
            return (gradient * residual + slope * lag) / normaliser;
        }
    }
}
