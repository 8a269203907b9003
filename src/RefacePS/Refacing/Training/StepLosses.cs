namespace RefacePS.Refacing.Training;

/// <summary>The four losses of a step, by the names that pix2pix's reference code gives them.</summary>
/// <param name="DReal">Cross-entropy of the discriminator on real slices; ln 2 = 0.693 is a guess.</param>
/// <param name="DFake">Cross-entropy of the discriminator on generated slices.</param>
/// <param name="GGan">Cross-entropy of the generator's wish that its slices pass for real.</param>
/// <param name="GL1">Weighted mean of absolute differences, times lambda.</param>
public readonly record struct StepLosses(float DReal, float DFake, float GGan, float GL1);
