namespace RefacePS.Refacing.Training;

/// <summary>The result of a training.</summary>
/// <param name="GeneratorPath">The weights of the averaged generator, safetensors in 32-bit floats.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Losses">Means of the losses over the last epoch.</param>
/// <param name="ValidationL1">
/// Mean absolute difference over the removed voxels of the validation heads, on intensities of [-1, 1]; NaN where there
/// are none.
/// </param>
public sealed record TrainingResult(string GeneratorPath, long Steps, StepLosses Losses, double ValidationL1);
