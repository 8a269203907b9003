using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>Samples of one step, each (batch, channels, rows, columns), of volumes (batch, channels, slices, rows,
/// columns).</summary>
/// <param name="Input">What the generator sees, 3 channels in [-1, 1]: of slices, a defaced slice between its
/// neighbours.</param>
/// <param name="Target">What it shall give, 1 channel in [-1, 1].</param>
/// <param name="Removed">1 where the face was removed, else 0; 1 channel.</param>
/// <param name="Onto">What the generator's output is added to, 1 channel; null where it gives the image itself.</param>
internal sealed record TrainingBatch(Tensor Input, Tensor Target, Tensor Removed, Tensor? Onto = null);
