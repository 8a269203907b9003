using System.Diagnostics;

namespace RefacePS.Refacing.Training;

/// <summary>Measures how fast a run goes and says how long it still takes; everything between steps counts
/// too.</summary>
internal sealed class Pace(long firstStep, long steps, int batchSize)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>The state after <paramref name="step"/> steps.</summary>
    public TrainingProgress Progress(long step, int epoch, int epochs, StepLosses losses)
    {
        var secondsPerStep = clock.Elapsed.TotalSeconds / Math.Max(1, step - firstStep);
        var remaining = TimeSpan.FromSeconds(secondsPerStep * (steps - step));
        return new TrainingProgress(step, steps, epoch, epochs, losses, batchSize / secondsPerStep, remaining);
    }
}
