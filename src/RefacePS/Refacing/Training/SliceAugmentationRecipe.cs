
namespace RefacePS.Refacing.Training;

/// <summary>The limits of how a sample may differ from the scan it came from. Input and target always change
/// alike.</summary>
/// <param name="FlipProbability">How often a head is mirrored left to right.</param>
/// <param name="AffineProbability">How often a slice is rotated, scaled and shifted; interpolation softens it, so not
/// always.</param>
/// <param name="RotationDegrees">Largest rotation either way.</param>
/// <param name="ScaleFraction">Largest change of size either way.</param>
/// <param name="ShiftPixels">Largest shift either way, along rows and along columns.</param>
/// <param name="GammaLogarithm">Largest natural logarithm, either way, of the power that intensities of [0, 1] are
/// raised to.</param>
/// <param name="BiasFraction">Largest gain or loss of intensity at the edge of a slice, along rows and along
/// columns.</param>
public sealed record SliceAugmentationRecipe(
    double FlipProbability = 0.5,
    double AffineProbability = 0.5,
    double RotationDegrees = 5,
    double ScaleFraction = 0.05,
    double ShiftPixels = 4,
    double GammaLogarithm = 0.15,
    double BiasFraction = 0.1)
{
    /// <summary>Samples stay as they are.</summary>
    public static SliceAugmentationRecipe None { get; } = new(0, 0, 0, 0, 0, 0, 0);
}
