using RefacePS.Atlases;
using RefacePS.Refacing.ShapeModel.Fitting;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel;

/// <summary>A shape model of nobody: the face of the head atlas, and a nose that may be longer, and a chin that may be
/// lower.</summary>
internal static class MadeUpShapes
{
    public static StatisticalShapeModel Create(HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        var (face, nodes) = (FaceBox.WithSpacing(FaceBox.FaceSpacing), FaceBox.WithSpacing(FaceBox.NodeSpacing));
        var values = FaceBox.Respace(AtlasFace.Average(atlas, CPU).unsqueeze(0), FaceBox.Spacing,
            FaceBox.FaceSpacing)[0];
        var points = Resampling.WorldPoints(nodes, CPU);
        var modes = stack([Bump(points, 1, 120, -60), Bump(points, 2, 100, -125)])
            .reshape(2, 3, nodes.Nz, nodes.Ny, nodes.Nx);
        return new StatisticalShapeModel(
            values.reshape(face.Nz, face.Ny, face.Nx), new ShapeSpace(zeros_like(modes[0]), modes));
    }

    /// <summary>A shift of 4 mm along one axis, of everything near a point of the midline.</summary>
    private static Tensor Bump(Tensor points, int axis, double y, double z)
    {
        var far = (points - tensor(new[] { 0f, (float)y, (float)z })).square().sum([1]);
        var bump = zeros(3, points.shape[0]);
        bump[axis] = 4 * (-far / (2 * 20 * 20)).exp();
        return bump;
    }
}
