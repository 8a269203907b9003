using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>Samples of one step, each (batch, channels, rows, columns).</summary>
/// <param name="Input">Defaced slice between its neighbours, 3 channels in [-1, 1].</param>
/// <param name="Target">The slice with its face, 1 channel in [-1, 1].</param>
/// <param name="Removed">1 where the face was removed, else 0; 1 channel.</param>
internal sealed record SliceBatch(Tensor Input, Tensor Target, Tensor Removed);
