using System.Numerics;
using RefacePS.Volumes;

namespace RefacePS.Rendering;

/// <summary>
/// Slices of a defaced volume where its cut comes nearest to the brain, with the outline of what was removed in white:
/// through the floor of both frontal lobes and the midline, through the temporal poles, and under the frontal lobes.
/// </summary>
internal static class CutView
{
    /// <summary>
    /// Where slices pass, in mm of the atlas, whose origin is the centre of the average cavity: its temporal poles lie
    /// at y 55, the floor of its frontal lobes at z -17, and its eyes at x 32 to either side.
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
        var atlas2Upright = upright * volume.Grid.World2Grid * transform.Inverse();
        var removed = new ScalarField(
            Array.ConvertAll(mask.Voxels.ToArray(), voxel => (float)voxel), mask.Grid.Nx, mask.Grid.Ny,
            mask.Grid.Nz, upright);
        return [.. Slices.Select(slice =>
        {
            var (x, y, z) = atlas2Upright.Apply(slice.Through.X, slice.Through.Y, slice.Through.Z);
            var plane = SliceView.Planes(scene.Staging.Frame, new((float)x, (float)y, (float)z), size)[slice.Plane];
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
