using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>
/// The part of atlas space in which faces have a shape: 180 mm wide, from the upper neck to the forehead, and from
/// behind the jaw to beyond the nose, so that it holds much kept tissue beside the face. Tensors are [Nz, Ny, Nx]:
/// slices from right to left, rows from inferior to superior, columns from posterior to anterior (ASL, fastest last).
/// </summary>
internal static class FaceBox
{
    /// <summary>Voxel size (mm) of intensities that are registered and matched: that of
    /// <see cref="HeadSpace"/>.</summary>
    public const double Spacing = HeadSpace.Spacing;

    /// <summary>Voxel size (mm) of the nodes by which shapes are told.</summary>
    public const double NodeSpacing = 6;

    /// <summary>Voxel size (mm) of the average face.</summary>
    public const double FaceSpacing = 1.5;

    /// <summary>Distance (mm) of the side walls from the mid-sagittal plane.</summary>
    public const float HalfWidth = 90;

    /// <summary>World y (mm) of the back wall.</summary>
    public const float BackWall = 2;

    /// <summary>World z (mm) of the roof.</summary>
    public const float Roof = 28;

    /// <summary>World z (mm) of the floor, which is that of the atlas.</summary>
    public const float Floor = -164;

    private const double Width = 2 * HalfWidth;
    private const double Depth = 150;
    private const double Height = Roof - Floor;

    /// <summary>The box in voxels of a size that divides 6 mm.</summary>
    public static VoxelGrid WithSpacing(double spacing) => new(
        (int)Math.Round(Depth / spacing), (int)Math.Round(Height / spacing), (int)Math.Round(Width / spacing),
        new AffineMatrix(
            0, 0, -spacing, (Width - spacing) / 2,
            spacing, 0, 0, BackWall + spacing / 2,
            0, spacing, 0, Floor + spacing / 2));

    /// <summary>The box at <see cref="Spacing"/>.</summary>
    public static VoxelGrid Grid { get; } = WithSpacing(Spacing);

    /// <summary>The part of a stack of <see cref="HeadSpace"/> that lies in the box.</summary>
    public static Tensor CropHeadSpace(Tensor stack)
    {
        var slices = (HeadSpace.Side - Grid.Nz) / 2;
        return stack.narrow(0, slices, Grid.Nz).narrow(2, HeadSpace.Side - Grid.Nx, Grid.Nx);
    }

    /// <summary>Vectors or channels [C, Nz, Ny, Nx] of one spacing, trilinear at another; beyond the outermost centres
    /// the nearest counts.</summary>
    public static Tensor Respace(Tensor channels, double from, double to) => from == to
        ? channels.alias()
        : Resampling.ToGrid(channels, WithSpacing(from), WithSpacing(to), AffineMatrix.Identity);
}
