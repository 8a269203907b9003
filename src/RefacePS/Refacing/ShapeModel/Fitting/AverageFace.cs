using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Fitting;

/// <summary>
/// Sums heads along their fields and divides at the end by how many were in view; left and right are averaged too.
/// </summary>
internal sealed class AverageFace : IDisposable
{
    /// <summary>Heads that count as few.</summary>
    private const double Few = 2;

    private readonly double spacing;
    private readonly Tensor sum;
    private readonly Tensor count;

    public AverageFace(double spacing, Device device)
    {
        using var scope = NewDisposeScope();
        var grid = FaceBox.WithSpacing(spacing);
        this.spacing = spacing;
        sum = zeros(grid.Nz, grid.Ny, grid.Nx, device: device).DetachFromDisposeScope();
        count = zeros_like(sum).DetachFromDisposeScope();
    }

    /// <summary>Adds a head.</summary>
    /// <param name="sample">The head.</param>
    /// <param name="field">Where points of the average lie in the head, mm, [3, Nz, Ny, Nx].</param>
    /// <param name="fieldSpacing">Voxel size of the field, mm.</param>
    public void Add(FaceSample sample, Tensor field, double fieldSpacing)
    {
        using var scope = NewDisposeScope();
        var fine = FaceBox.Respace(field, fieldSpacing, spacing).reshape(3, -1);
        var points = Resampling.WorldPoints(FaceBox.WithSpacing(spacing), field.device) + fine.t();
        var sampled = Resampling.SampleWorld(stack([sample.Intensity * sample.InView, sample.InView]),
            HeadSpace.Grid, points);
        sum.add_(sampled[0].reshape(sum.shape));
        count.add_(sampled[1].reshape(sum.shape));
    }

    /// <summary>The average: air 0, brain 0.4.</summary>
    /// <param name="elsewhere">What it passes into where few heads were in view, at
    /// <see cref="FaceBox.Spacing"/>.</param>
    public Tensor Result(Tensor elsewhere)
    {
        using var scope = NewDisposeScope();
        var prior = FaceBox.Respace(elsewhere.unsqueeze(0), FaceBox.Spacing, spacing)[0];
        return ((sum + sum.flip(0) + Few * prior) / (count + count.flip(0) + Few)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sum.Dispose();
        count.Dispose();
    }
}
