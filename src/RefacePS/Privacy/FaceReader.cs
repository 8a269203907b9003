using System.Numerics;
using RefacePS.Atlases;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Rendering;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Privacy;

/// <summary>A face as it was measured, and the face that anyone would guess who knows the rest of the head.</summary>
/// <param name="Face">The surface of the face.</param>
/// <param name="Average">The average face of the atlas, carried to this head by what defacing keeps.</param>
/// <param name="RegistrationScore">Correlation ratio of the kept part of the head and the atlas, 0 to 1.</param>
internal sealed record MeasuredFace(FaceSurface Face, FaceSurface Average, double RegistrationScore)
{
    /// <summary>The face that the kept part of the head predicts; null where none was predicted.</summary>
    public FaceSurface? Predicted { get; init; }
}

/// <summary>Reduces scans to their faces.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
internal sealed class FaceReader(HeadAtlas atlas, Device device)
{
    /// <summary>The distance (mm) from the edge of the field of view that a point must keep: nearer, the surface may be
    /// its edge.</summary>
    private const double EdgeMargin = 3;

    private readonly Lazy<HeadSurface> averageHead = new(() => SurfaceOf(atlas.Average, AffineMatrix.Identity));

    /// <summary>Measures the face of a volume; of a 4-D one the first frame.</summary>
    /// <exception cref="HeadNotFoundException">No head was found, or the volume is a line or a single
    /// slice.</exception>
    public MeasuredFace Read(Volume volume, CancellationToken cancel) => Read(volume, null, null, cancel);

    /// <summary>Measures the face of a volume; of a 4-D one the first frame.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="predictor">What predicts the face by what was kept; null to leave that out.</param>
    /// <param name="watch">Is shown the head, and the head with the face that was predicted, in head space; or
    /// null.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="HeadNotFoundException">No head was found, or the volume is a line or a single
    /// slice.</exception>
    public MeasuredFace Read(
        Volume volume, FacePredictor? predictor, Action<HeadSurface, HeadSurface?>? watch, CancellationToken cancel)
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
        var face = Measure(scene.Surface, AffineMatrix.Identity, pose.AtlasScale, point =>
            IsInView(volume.Grid, head2Grid.MapPoint(point)));
        var head2Atlas = pose.Scan2Atlas * pose.Scan2Head.Inverse();
        var average = Measure(averageHead.Value, head2Atlas, pose.AtlasScale, _ => true);
        var predicted = predictor is null ? null : Predict(predictor, volume, scan, pose, cancel);
        watch?.Invoke(scene.Surface, predicted);
        return new(face, average, pose.Score)
        {
            Predicted =
                predicted is null ? null : Measure(predicted, AffineMatrix.Identity, pose.AtlasScale, _ => true),
        };
    }

    /// <summary>The head with the face that its kept part predicts, in head space.</summary>
    private HeadSurface Predict(
        FacePredictor predictor, Volume volume, Image scan, HeadPose pose, CancellationToken cancel)
    {
        var removed = RemovedPart.Find(atlas, volume, scan, pose, cancel);
        using var predicted = predictor.Predict(scan, removed.Place, removed.Blanked, cancel);
        return SurfaceOf(predicted, removed.ByKeptPart);
    }

    private static HeadSurface SurfaceOf(Image image, AffineMatrix map) =>
        HeadSurface.Find(
            new ScalarField(image.ToArray(), image.Grid.Nx, image.Grid.Ny, image.Grid.Nz, map * image.Grid.Grid2World),
            CancellationToken.None);

    /// <summary>Looks along every line of the window, at the head as it is and scaled to the size of the
    /// atlas.</summary>
    /// <param name="surface">A head.</param>
    /// <param name="head2Surface">Head space to the world of the surface.</param>
    /// <param name="atlasScale">By how much the head is scaled, about the origin of head space.</param>
    /// <param name="isInView">Whether a point of head space was scanned.</param>
    private static FaceSurface Measure(
        HeadSurface surface, AffineMatrix head2Surface, double atlasScale, Predicate<Vector3> isInView)
    {
        var unscaled = AffineMatrix.Scale(1 / atlasScale, 1 / atlasScale, 1 / atlasScale);
        return new(
            Heights(surface, head2Surface, isInView),
            Heights(surface, head2Surface * unscaled, point => isInView(unscaled.MapPoint(point))));
    }

    private static float[] Heights(HeadSurface surface, AffineMatrix head2Surface, Predicate<Vector3> isInView)
    {
        var heights = new float[FaceWindow.Lines.Count];
        Parallel.For(
            0, heights.Length, line => heights[line] = Height(surface, head2Surface, isInView, FaceWindow.Lines[line]));
        return heights;
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
