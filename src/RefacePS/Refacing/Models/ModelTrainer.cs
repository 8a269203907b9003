using RefacePS.Refacing.Training;

namespace RefacePS.Refacing.Models;

/// <summary>The trainer of one kind of model.</summary>
public abstract class ModelTrainer
{
    /// <summary>The recipe that a training follows unless told otherwise; null for a kind without a network.</summary>
    public virtual TrainingRecipe? Recipe => null;

    /// <summary>True if a model of this kind is built upon another (<see cref="TrainingRequest.BaseModel"/>).</summary>
    public virtual bool NeedsBaseModel => false;

    /// <summary>Refuses a model that one of this kind cannot be built upon; else gives it back.</summary>
    /// <exception cref="TrainingDataInvalidException">It is of another kind.</exception>
    public virtual RefaceModel RequireBase(RefaceModel model) => model;

    /// <summary>Refuses a work folder that holds a training, which a new one would write over or add to.</summary>
    /// <exception cref="Files.VolumeFileException">It does (<c>DestinationExists</c>).</exception>
    public abstract void RequireUnused(string workFolder);

    /// <summary>Trains to the end and installs the model.</summary>
    /// <param name="request">What is trained on, and where to.</param>
    /// <param name="cancel">Ends the training; what was done can be gone on with.</param>
    /// <exception cref="TrainingDataInvalidException">The heads do not suit the recipe.</exception>
    /// <exception cref="Files.VolumeFileException">There is a training in the work folder that is not to be resumed, or
    /// a folder cannot be written.</exception>
    /// <exception cref="CheckpointInvalidException">The checkpoint is damaged or belongs to another
    /// training.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract RefaceModel Train(TrainingRequest request, CancellationToken cancel = default);
}
