using RefacePS.Refacing.Networks;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>The data that a network is trained on and judged by.</summary>
internal interface ITrainingData
{
    /// <summary>Subjects of the samples, which tell one training from another.</summary>
    IEnumerable<string> Subjects { get; }

    /// <summary>Steps that show every sample once.</summary>
    int StepsPerEpoch { get; }

    /// <summary>Samples of a step, counted from 0 over all epochs. They follow from the seed and the step
    /// alone.</summary>
    TrainingBatch Draw(long step, Device device);

    /// <summary>
    /// The mean absolute difference between generated and true intensities over the removed voxels of heads that were
    /// held out, a mean of the heads' means, on intensities of [-1, 1]; NaN where there are none. Draws some of them
    /// into a picture.
    /// </summary>
    double Judge(UnetGenerator generator, string picture, CancellationToken cancel);
}
