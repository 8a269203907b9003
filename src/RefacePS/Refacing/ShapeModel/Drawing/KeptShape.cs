using RefacePS.Refacing.ShapeModel.Shapes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>The shape of the kept part of a head against the average: aligned as in training, with what was removed
/// left out. Owns its tensors.</summary>
internal sealed class KeptShape : IDisposable
{
    /// <summary>Voxel size (mm) of the field.</summary>
    public const double Spacing = 3;

    private static readonly FaceRegistration.Level[] Levels = [new(6, 25, 8, 5), new(3, 20, 4.5, 2.5)];

    private readonly Tensor template;
    private readonly FaceChannels face;

    /// <summary>Prepares to align heads with an average.</summary>
    /// <param name="template">The average head on the <see cref="FaceBox"/> at <see cref="FaceBox.Spacing"/>; stays the
    /// caller's.</param>
    public KeptShape(Tensor template)
    {
        using var scope = NewDisposeScope();
        (this.template, face) = (template, FaceChannels.Create(template));
        Skin = face.Skin().DetachFromDisposeScope();
    }

    /// <summary>Signed distance (mm) to the skin of the average, positive inside, and its gradient, [4, Nz, Ny, Nx] at
    /// <see cref="FaceBox.Spacing"/>.</summary>
    public Tensor Skin { get; }

    /// <summary>The field u, [3, Nz, Ny, Nx] at <see cref="Spacing"/>: a point p of the head lies at p + u(p) in the
    /// average.</summary>
    /// <param name="head">The scan.</param>
    /// <param name="cancel">Ends the work.</param>
    public Tensor Measure(ObservedHead head, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var kept = FaceBox.CropHeadSpace(head.Kept);

        // Where nothing was kept, the average stands in, so that the cut itself is not taken for skin.
        var primed = where(kept, FaceBox.CropHeadSpace(head.Intensity), template);
        using var channels = FaceChannels.Create(primed);
        var weight = kept.to(float32);
        var field = FaceRegistration.Register(face, channels, stack([weight, weight]), Levels, cancel);
        return SkinJoin.Correct(field, template, Skin, head).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        face.Dispose();
        Skin.Dispose();
    }
}
