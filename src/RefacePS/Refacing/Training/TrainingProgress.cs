namespace RefacePS.Refacing.Training;

/// <summary>The progress of a training.</summary>
/// <param name="Step">Steps done, also before a resume.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Losses">Losses of the last step.</param>
/// <param name="SamplesPerSecond">Slices or heads learned from a second, over this run.</param>
/// <param name="Remaining">Time left at this speed.</param>
public sealed record TrainingProgress(
    long Step, long Steps, int Epoch, int Epochs, StepLosses Losses, double SamplesPerSecond, TimeSpan Remaining);
