using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>
/// Turns fields that tell, for points of one shape, where they lie in another into fields that tell the way back.
/// Vectors are in mm, [3, Nz, Ny, Nx] on the <see cref="FaceBox"/>.
/// </summary>
internal static class FieldInversion
{
    private const int Steps = 10;

    /// <summary>The field v with v(q) = -u(q + v(q)), by fixed-point iteration (Chen et al., Med. Phys. 35:81,
    /// 2008).</summary>
    public static Tensor Invert(Tensor field, double spacing)
    {
        using var scope = NewDisposeScope();
        var grid = FaceBox.WithSpacing(spacing);
        var points = Resampling.WorldPoints(grid, field.device);
        var inverse = -field.reshape(3, -1);
        for (var step = 0; step < Steps; step++)
        {
            inverse = -Resampling.SampleWorld(field, grid, points + inverse.t());
        }

        return inverse.reshape(field.shape).MoveToOuterDisposeScope();
    }

    /// <summary>The field w with q + w(q) = map(q) + field(map(q)): a map first, then a field.</summary>
    public static Tensor Follow(AffineMatrix map, Tensor field, double spacing)
    {
        using var scope = NewDisposeScope();
        var grid = FaceBox.WithSpacing(spacing);
        var points = Resampling.WorldPoints(grid, field.device);
        var mapped = Resampling.Transform(points, map);
        return ((mapped - points).t() + Resampling.SampleWorld(field, grid, mapped)).reshape(field.shape)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The field w with w(q) = map(q + field(q)) - q: a field first, then a map.</summary>
    public static Tensor Lead(Tensor field, AffineMatrix map, double spacing)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(FaceBox.WithSpacing(spacing), field.device);
        return (Resampling.Transform(points + field.reshape(3, -1).t(), map) - points).t().reshape(field.shape)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The field w with w(q) = first(q) + second(q + first(q)): one shift after the other.</summary>
    public static Tensor Compose(Tensor first, Tensor second, double spacing)
    {
        using var scope = NewDisposeScope();
        var grid = FaceBox.WithSpacing(spacing);
        var points = Resampling.WorldPoints(grid, first.device) + first.reshape(3, -1).t();
        return (first + Resampling.SampleWorld(second, grid, points).reshape(first.shape)).MoveToOuterDisposeScope();
    }
}
