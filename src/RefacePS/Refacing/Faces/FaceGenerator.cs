using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Faces;

/// <summary>A way to make artificial faces.</summary>
public abstract class FaceGenerator
{
    /// <summary>Decides on a face for a head, which all frames of its volume then get.</summary>
    /// <param name="scan">Real values of the first frame.</param>
    /// <param name="intensity">Its air and scale.</param>
    /// <param name="place">Where the face goes.</param>
    /// <param name="noise">What chance has to give.</param>
    /// <param name="cancel">Ends the work.</param>
    internal abstract FaceDrawing Begin(Image scan, ScanIntensity intensity, FacePlace place, VoxelNoise noise,
        CancellationToken cancel);
}

/// <summary>A face that was decided on, ready to be drawn in the intensities of every frame.</summary>
internal abstract class FaceDrawing : IDisposable
{
    /// <summary>Distance of the face, as it meets the head, from the faces of people: at most 1 for a face; NaN where
    /// the generator cannot tell.</summary>
    public double Deviation { get; init; } = double.NaN;

    /// <summary>Draws the face for a frame; the first that is drawn is the one that it was decided on by.</summary>
    public abstract IDrawnFace Draw(Image scan, ScanIntensity intensity, CancellationToken cancel);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Generated intensities of [-1, 1] (see <see cref="IntensityScale"/>) at points of the atlas.</summary>
internal interface IDrawnFace
{
    /// <summary>True if the generator draws there at all.</summary>
    bool Contains(double x, double y, double z);

    /// <summary>The intensity at a point, mm; of air where nothing is drawn.</summary>
    float At(double x, double y, double z);
}
