using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>
/// Slices of a volume along the planes of the upright head, with square pixels whatever the voxels: left is left, and
/// superior (in the axial slice anterior) is up; the sagittal slice faces left, as the profile rendering does.
/// </summary>
internal static class SliceView
{
    /// <summary>The sagittal, coronal and axial slices through a world position.</summary>
    public static IReadOnlyList<PictureRaster> Planes(ViewFrame frame, Vector3 position, int size)
    {
        var (right, anterior, superior) = (Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);
        var offset = position - frame.Centre;
        return
        [
            PictureRaster.Centred(frame.Centre + offset * right, -anterior, -superior, size),
            PictureRaster.Centred(frame.Centre + offset * anterior, right, -superior, size),
            PictureRaster.Centred(frame.Centre + offset * superior, right, -anterior, size),
        ];
    }

    /// <summary>Linear interpolation of the intensities at every pixel; black outside the volume.</summary>
    public static GreyPicture Draw(ScalarField intensities, PictureRaster raster, IntensityWindow window)
    {
        var picture = new GreyPicture(raster.Size, raster.Size);
        var world2Field = intensities.Field2World.Inverse();
        Parallel.For(0, raster.Size, y =>
        {
            var row = picture.Row(y);
            for (var x = 0; x < raster.Size; x++)
            {
                var position = world2Field.MapPoint(raster.PositionOf(x, y));
                row[x] = intensities.Covers(position) ? window.Grey(intensities.Sample(intensities.Clamp(position)))
                    : (byte)0;
            }
        });
        return picture;
    }
}
