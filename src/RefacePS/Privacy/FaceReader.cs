using System.Numerics;
using RefacePS.Atlases;
using RefacePS.Rendering;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Privacy;

/// <summary>A face as it was measured, and the face that anyone would guess who knows the rest of the head.</summary>
/// <param name="Face">The surface of the face.</param>
/// <param name="Average">The average face of the atlas, carried to this head by what defacing keeps.</param>
/// <param name="RegistrationScore">Correlation ratio of the kept part of the head and the atlas, 0 to 1.</param>
internal sealed record MeasuredFace(FaceSurface Face, FaceSurface Average, double RegistrationScore);

/// <summary>Reduces scans to their faces.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
internal sealed class FaceReader(HeadAtlas atlas, Device device)
{
    /// <summary>The distance (mm) from the edge of the field of view that a point must keep: nearer, the surface may be
    /// its edge.</summary>
    private const double EdgeMargin = 3;

    private readonly Lazy<HeadSurface> averageHead = new(() => SurfaceOf(atlas.Average));

    /// <summary>Measures the face of a volume; of a 4-D one the first frame.</summary>
    /// <exception cref="HeadNotFoundException">No head was found, or the volume is a line or a single
    /// slice.</exception>
    public MeasuredFace Read(Volume volume, CancellationToken cancel)
    {
        if (Math.Min(volume.Grid.Nx, Math.Min(volume.Grid.Ny, volume.Grid.Nz)) < 2)
        {
            throw new HeadNotFoundException(volume.Name, "it has a single slice, and a single slice has no surface");
        }

        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(volume, device);
        var pose = HeadPose.Find(atlas, volume, scan, cancel);
        var scene = VolumeScene.Load(volume, pose.Scan2Head * volume.Grid.Grid2World, cancel);
        var head2Grid = volume.Grid.World2Grid * pose.Scan2Head.Inverse();
        var face = Measure(scene.Surface, AffineMatrix.Identity, point =>
            IsInView(volume.Grid, head2Grid.MapPoint(point)));
        var average = Measure(averageHead.Value, pose.Scan2Atlas * pose.Scan2Head.Inverse(), _ => true);
        return new(face, average, pose.Score);
    }

    private static HeadSurface SurfaceOf(Image image) =>
        HeadSurface.Find(
            new ScalarField(image.ToArray(), image.Grid.Nx, image.Grid.Ny, image.Grid.Nz, image.Grid.Grid2World),
            CancellationToken.None);

    /// <summary>Looks along every line of the window.</summary>
    /// <param name="surface">A head.</param>
    /// <param name="head2Surface">Head space to the world of the surface.</param>
    /// <param name="isInView">Whether a point of head space was scanned.</param>
    private static FaceSurface Measure(HeadSurface surface, AffineMatrix head2Surface, Predicate<Vector3> isInView)
    {
        var heights = new float[FaceWindow.Lines.Count];
        Parallel.For(
            0, heights.Length, line => heights[line] = Height(surface, head2Surface, isInView, FaceWindow.Lines[line]));
        return new(heights);
    }

    private static float Height(HeadSurface surface, AffineMatrix head2Surface, Predicate<Vector3> isInView,
        SightLine line)
    {
        var along = head2Surface.MapDirection(line.Direction);
        var scale = along.Length();
        var depth = surface.FirstHit(head2Surface.MapPoint(line.Start), along / scale) / scale;
        var height = Math.Max(0, line.Reach - (float.IsNaN(depth) ? line.Reach : depth));
        return isInView(line.At(height)) ? height : float.NaN;
    }

    private static bool IsInView(VoxelGrid grid, Vector3 index) =>
        IsInside(index.X, grid.Nx, grid.VoxelSize[0]) && IsInside(index.Y, grid.Ny, grid.VoxelSize[1])
        && IsInside(index.Z, grid.Nz, grid.VoxelSize[2]);

    private static bool IsInside(double index, int count, double size) => index >= EdgeMargin / size
        && index <= count - 1 - EdgeMargin / size;
}
