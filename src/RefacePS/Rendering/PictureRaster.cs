using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>The raster of a square picture in the world: parallel projection, so one pixel is the same length
/// everywhere.</summary>
/// <param name="Corner">World position (mm) of the centre of the top left pixel.</param>
/// <param name="Right">Unit vector along rows.</param>
/// <param name="Down">Unit vector along columns.</param>
/// <param name="PixelSize">Edge of a pixel in mm.</param>
/// <param name="Size">Pixels along each side.</param>
public sealed record PictureRaster(Vector3 Corner, Vector3 Right, Vector3 Down, float PixelSize, int Size)
{
    /// <summary>Unit vector from the viewer into the picture.</summary>
    public Vector3 Forward => Vector3.Cross(Right, Down);

    /// <summary>World position (mm) of the centre of a pixel.</summary>
    public Vector3 PositionOf(int x, int y) => Corner + PixelSize * (x * Right + y * Down);

    /// <summary>
    /// A picture of a frame as a camera sees it that stands level with the head, in front of everything in the frame.
    /// </summary>
    /// <param name="frame">What to show.</param>
    /// <param name="azimuth">Where the camera stands, in degrees from Anterior (0) by way of the head's Left
    /// (90).</param>
    /// <param name="size">Pixels along each side.</param>
    public static PictureRaster FacingHead(ViewFrame frame, double azimuth, int size)
    {
        var (sine, cosine) = Math.SinCos(azimuth * Math.PI / 180);
        var toCamera = new Vector3(-(float)sine, (float)cosine, 0);
        var right = Vector3.Cross(Vector3.UnitZ, toCamera);
        return Centred(frame.Centre + ViewFrame.Edge * toCamera, right, -Vector3.UnitZ, size);
    }

    /// <summary>A picture as wide as a <see cref="ViewFrame"/> with a given world position at its centre.</summary>
    public static PictureRaster Centred(Vector3 centre, Vector3 right, Vector3 down, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var pixelSize = ViewFrame.Edge / size;
        return new(centre - (size - 1) / 2f * pixelSize * (right + down), right, down, pixelSize, size);
    }
}
