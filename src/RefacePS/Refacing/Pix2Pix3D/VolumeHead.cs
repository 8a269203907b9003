using RefacePS.Refacing.Training;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>A head to train a 3-D network on: its pair, and a warped average in the shape of the head itself.</summary>
/// <param name="Pair">The head with its face, and where the face is removed.</param>
/// <param name="Shaded">
/// The average, warped to the head and in its intensities, as <see cref="HeadPair.Quantise"/> stores them. It has the
/// true shape, so that what it lacks is what a network can learn without learning whose face it is.
/// </param>
internal sealed record VolumeHead(HeadPair Pair, ReadOnlyMemory<byte> Shaded);
