using RefacePS.Atlases;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// The space in which faces are generated: the front and lower part of the head atlas's box at 2 mm, reached by the
/// affine map of the deface step, so that sagittal slices are sagittal however the head lay in the scanner. It spans
/// the whole width, from the upper neck to the forehead, and from the temporal lobes forward. Tensors are [96, 96, 96]:
/// slices from right to left, rows from inferior to superior, columns from posterior to anterior (ASL, fastest last).
/// </summary>
internal static class HeadSpace
{
    /// <summary>Voxel size in mm.</summary>
    public const double Spacing = 2;

    /// <summary>A voxel that was removed to more than this share is removed; its kept rest is mixed with
    /// blank.</summary>
    private const double RemovedShare = 0.02;

    /// <summary>Slices, rows and columns.</summary>
    public const int Side = 96;

    /// <summary>Columns of the atlas's box behind the space: y begins at -40 mm.</summary>
    private const int FirstColumn = 32;

    /// <summary>The grid of the space.</summary>
    public static VoxelGrid Grid { get; } = new(
        Side, Side, Side, AtlasGrid.WithSpacing(Spacing).Grid2World * AffineMatrix.Translation(FirstColumn, 0, 0));

    /// <summary>A scan carried into the space.</summary>
    /// <param name="scan">Real values.</param>
    /// <param name="scan2Atlas">From registration.</param>
    public static Tensor Carry(Image scan, AffineMatrix scan2Atlas)
    {
        using var shrunk = Resampling.Shrink(scan, Spacing);
        return CarryShrunk(shrunk, scan2Atlas);
    }

    private static Tensor CarryShrunk(Image shrunk, AffineMatrix scan2Atlas)
    {
        using var scope = NewDisposeScope();
        return Resampling.ToGrid(shrunk.Voxels.unsqueeze(0), shrunk.Grid, Grid, scan2Atlas.Inverse()).squeeze(0)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The part from which the face was removed (bool), for a mask of the scan.</summary>
    public static Tensor CarryMask(Mask mask, AffineMatrix scan2Atlas, Device device)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(mask, Spacing, device);
        return (CarryShrunk(shrunk, scan2Atlas) > RemovedShare).MoveToOuterDisposeScope();
    }

    /// <summary>The part of the space that the scan's field of view covers (bool).</summary>
    public static Tensor InView(VoxelGrid scanGrid, AffineMatrix scan2Atlas, Device device)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(Grid, device);
        var index = Resampling.Transform(points, scanGrid.World2Grid * scan2Atlas.Inverse());
        return Resampling.IsInGrid(index, scanGrid).reshape(Grid.Nz, Grid.Ny, Grid.Nx).MoveToOuterDisposeScope();
    }

    /// <summary>Marks the points, [N, 3] mm, that lie where a mask (bool) of the space is set, [N] bool.</summary>
    public static Tensor IsSet(Tensor mask, Tensor points) =>
        Resampling.SampleWorld(mask.to(float32).unsqueeze(0), Grid, points)[0] > 0.5;
}
