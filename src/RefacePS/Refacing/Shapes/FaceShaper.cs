using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Shapes;

/// <summary>Gives the faces of heads a shape of their own: drawn at random, and meeting what was kept. Owns its tensors.</summary>
/// <param name="space">How faces differ; stays the caller's.</param>
/// <param name="template">The average that is warped; stays the caller's.</param>
/// <param name="box">The template on the <see cref="FaceBox"/>; stays the caller's.</param>
internal sealed class FaceShaper(ShapeSpace space, FaceTemplate template, Tensor box) : IDisposable
{
    private readonly KeptShape kept = new(box);
    private readonly FieldOfView view = new(template, box.device);

    /// <summary>Where points of the head lie in the average, mm, [3, Nz, Ny, Nx] at <see cref="KeptShape.Spacing"/>.</summary>
    /// <param name="head">The scan.</param>
    /// <param name="byKeptPart">From atlas space to where the kept part of the head is in place.</param>
    /// <param name="noise">Chance.</param>
    /// <param name="cancel">Ends the work.</param>
    public Tensor Draw(KeptFace head, AffineMatrix byKeptPart, VoxelNoise noise, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var measured = kept.Measure(head, cancel);
        var shape = ShapeDraw.Draw(space, view, byKeptPart.Inverse(), head.InView, noise);
        var drawn = Resampling.Smooth(FaceBox.Respace(shape, FaceBox.NodeSpacing, KeptShape.Spacing), 1);
        var free = FieldInversion.Follow(byKeptPart, FieldInversion.Invert(drawn, KeptShape.Spacing), KeptShape.Spacing);
        return view.Fit(FaceJoin.Join(free, measured, head), head.InView).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        kept.Dispose();
        view.Dispose();
    }
}
