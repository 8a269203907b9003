namespace RefacePS.Refacing.Training;

/// <summary>The limits of how a volume may differ from the scan it came from. What a network sees and what it shall
/// give change alike.</summary>
/// <param name="FlipProbability">How often a head is mirrored left to right.</param>
/// <param name="MoveProbability">How often a head is turned, scaled, shifted and bent; interpolation softens it, so not
/// always.</param>
/// <param name="RotationDegrees">Largest rotation either way about each axis.</param>
/// <param name="ScaleFraction">Largest change of size either way along each axis.</param>
/// <param name="ShiftVoxels">Largest shift either way along each axis.</param>
/// <param name="BendVoxels">Standard deviation of the smooth shifts that bend a head.</param>
/// <param name="ContrastProbability">How often tissues get other brightnesses, as another sequence would give
/// them.</param>
/// <param name="ContrastSpread">Standard deviation by which brightnesses of [0, 1] then move.</param>
/// <param name="BiasFraction">Largest gain or loss of intensity at the walls, along each axis.</param>
/// <param name="Noise">Largest standard deviation of the noise that the kept tissue gets, on intensities of [-1,
/// 1].</param>
/// <param name="ForeignProbability">How often the face is removed as others remove it: in front of a sloping plane, or
/// in a box.</param>
public sealed record VolumeAugmentationRecipe(
    double FlipProbability = 0.5,
    double MoveProbability = 0.7,
    double RotationDegrees = 8,
    double ScaleFraction = 0.08,
    double ShiftVoxels = 4,
    double BendVoxels = 1,
    double ContrastProbability = 0.4,
    double ContrastSpread = 0.2,
    double BiasFraction = 0.15,
    double Noise = 0.06,
    double ForeignProbability = 0.4);
