using System.Diagnostics;
using RefacePS.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>
/// Trains a generator in a work folder that holds its checkpoint, losses and sample pictures. A run that was killed or
/// cancelled goes on from its checkpoint and ends with the same weights, bit for bit, on the same machine.
/// </summary>
public sealed class TrainingRun
{
    private readonly TrainingRecipe recipe;
    private readonly ITrainingData data;
    private readonly Device device;
    private readonly TrainingFolder folder;
    private readonly Checkpoint checkpoint;

    /// <summary>Prepares a training; nothing is written yet.</summary>
    /// <param name="recipe">How to train.</param>
    /// <param name="data">What is learned from, and what is judged by.</param>
    /// <param name="folder">Work folder; made where it does not exist. It will hold pictures of real faces.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of the recipe is out of its range.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    internal TrainingRun(TrainingRecipe recipe, ITrainingData data, string folder, Device device)
    {
        TorchRuntime.EnsureLoaded();
        recipe.Validate();
        (this.recipe, this.data, this.device) = (recipe, data, device);
        this.folder = new TrainingFolder(folder);
        checkpoint = new Checkpoint(this.folder.Checkpoint, recipe, data.Subjects);
    }

    /// <summary>Time between checkpoints within an epoch; one is also written at the end of each epoch.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Steps in all.</summary>
    public long Steps => (long)recipe.Epochs * data.StepsPerEpoch;

    /// <summary>Trains to the end, from the checkpoint in the work folder if <paramref name="resume"/> is set and there
    /// is one.</summary>
    /// <exception cref="CheckpointInvalidException">The checkpoint is damaged or belongs to another
    /// training.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the checkpoint holds the last
    /// step.</exception>
    /// <exception cref="RefacePS.Files.VolumeFileException">The work folder cannot be written, or the disk is
    /// full.</exception>
    public TrainingResult Run(bool resume, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        folder.Create();
        using var trainer = new Pix2PixTrainer(recipe, device);
        if (resume && checkpoint.Exists)
        {
            checkpoint.Restore(trainer);
        }

        // A run may have been stopped while it judged the epoch that its checkpoint ends, so that epoch is judged
        // again.
        using var losses = folder.OpenLosses(trainer.Step);
        using var scores = folder.OpenScores(trainer.Step - 1);
        var score = trainer.Step > 0 && AtEndOfEpoch(trainer) ? Judge(trainer, scores, cancellation) : double.NaN;
        var pace = new Pace(trainer.Step, Steps, recipe.BatchSize);
        while (trainer.Step < Steps)
        {
            TrainToEndOfEpoch(trainer, losses, pace, progress, cancellation);
            checkpoint.Save(trainer);
            score = Judge(trainer, scores, cancellation);
            ProcessMemory.Trim();
        }

        return new TrainingResult(folder.Generator, trainer.Step, folder.MeanLosses(recipe.Epochs), score);
    }

    private void TrainToEndOfEpoch(
        Pix2PixTrainer trainer, CsvLog losses, Pace pace, IProgress<TrainingProgress>? progress,
        CancellationToken cancellation)
    {
        var sinceCheckpoint = Stopwatch.StartNew();
        var epoch = (int)(trainer.Step / data.StepsPerEpoch);
        do
        {
            if (cancellation.IsCancellationRequested || sinceCheckpoint.Elapsed >= CheckpointInterval)
            {
                checkpoint.Save(trainer);
                sinceCheckpoint.Restart();
                cancellation.ThrowIfCancellationRequested();
            }

            var step = TakeStep(trainer, epoch);
            losses.Append($"{trainer.Step},{epoch + 1},{step.DReal},{step.DFake},{step.GGan},{step.GL1}");
            progress?.Report(pace.Progress(trainer.Step, epoch + 1, recipe.Epochs, step));
        }
        while (!AtEndOfEpoch(trainer));
    }

    private StepLosses TakeStep(Pix2PixTrainer trainer, int epoch)
    {
        using var scope = NewDisposeScope();
        return trainer.Train(data.Draw(trainer.Step, device), recipe.LearningRateAt(epoch));
    }

    private bool AtEndOfEpoch(Pix2PixTrainer trainer) => trainer.Step % data.StepsPerEpoch == 0;

    private double Judge(Pix2PixTrainer trainer, CsvLog scores, CancellationToken cancellation)
    {
        var epoch = (int)(trainer.Step / data.StepsPerEpoch);
        folder.SaveGenerator(trainer.Average);
        var score = data.Judge(trainer.Average, folder.SampleSheet(epoch), cancellation);
        if (!double.IsNaN(score))
        {
            scores.Append($"{trainer.Step},{epoch},{score}");
        }

        return score;
    }
}
