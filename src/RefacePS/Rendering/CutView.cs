using System.Numerics;
using RefacePS.Volumes;

namespace RefacePS.Rendering;

/// <summary>
/// Slices of a defaced volume where its cut comes nearest to the brain, with the outline of what was removed in white:
/// sagittal ones to both sides and in the middle, coronal ones of the temporal and the frontal lobes, and an axial one.
/// </summary>
internal static class CutView
{
    /// <summary>
    /// Planes of the slices, and where they pass if the volume does not say: in mm of the atlas, whose origin is the
    /// centre of the average cavity. Its temporal poles lie at y 55, the floor of its frontal lobes at z -17, and its
    /// eyes at x 32 to either side.
    /// </summary>
    private static readonly (Vector3 Through, int Plane)[] Slices =
    [
        (new(-32, 75, -17), 0), (new(0, 75, -17), 0), (new(32, 75, -17), 0),
        (new(0, 58, -17), 1), (new(0, 78, -17), 1), (new(0, 75, -17), 2),
    ];

    /// <summary>Six panels; none for a volume without a mask, or whose place in the atlas is not known.</summary>
    public static IReadOnlyList<GreyPicture> Draw(VolumeScene scene, Volume volume, int size)
    {
        if (volume.FaceMask is not { } mask || volume.Transform is not { } transform)
        {
            return [];
        }

        var upright = scene.Intensities.Field2World;
        var world2Upright = upright * volume.Grid.World2Grid;
        var atlas2World = transform.Inverse();
        var removed = new ScalarField(
            Array.ConvertAll(mask.Voxels.ToArray(), voxel => (float)voxel), mask.Grid.Nx, mask.Grid.Ny,
            mask.Grid.Nz, upright);
        var places = volume.NearestToBrain.Count == Slices.Length ? volume.NearestToBrain
            : [.. Slices.Select(slice => atlas2World.MapPoint(slice.Through))];
        return [.. Slices.Select((slice, index) =>
        {
            var through = world2Upright.MapPoint(places[index]);
            var plane = SliceView.Planes(scene.Staging.Frame, through, size)[slice.Plane];
            return WithOutline(SliceView.Draw(scene.Intensities, plane, scene.Staging.Window),
                SliceView.Draw(removed, plane, new IntensityWindow(0, 1)));
        })];
    }

    private static GreyPicture WithOutline(GreyPicture picture, GreyPicture mask)
    {
        for (var y = 1; y < mask.Height - 1; y++)
        {
            for (var x = 1; x < mask.Width - 1; x++)
            {
                if (IsInside(x, y)
                    && !(IsInside(x - 1, y) && IsInside(x + 1, y) && IsInside(x, y - 1) && IsInside(x, y + 1)))
                {
                    picture[x, y] = byte.MaxValue;
                }
            }
        }

        return picture;

        bool IsInside(int x, int y) => mask[x, y] > byte.MaxValue / 2;
    }
}
