using System.Numerics;
using RefacePS.Rendering;

namespace RefacePS.Bench.Privacy.Recogniser;

/// <summary>Pictures of a head in head space, as a photographer takes them, of the face alone.</summary>
internal static class FacePortraits
{
    /// <summary>Pixels along each side, and the edge of one, mm: about those of the picture that the network
    /// takes.</summary>
    private const int Size = 192;
    private const float PixelSize = 0.9f;

    /// <summary>Distance (mm) of the camera.</summary>
    private const float Distance = 200;

    /// <summary>The middle of a face and the edge of the square that holds it, from brows to chin.</summary>
    private static readonly Vector3 Middle = new(0, 88, -62);
    private const int FacePixels = (int)(124 / PixelSize);

    /// <summary>Directions of the camera: degrees to the head's left, and up; and the side of the light.</summary>
    private static readonly (double Yaw, double Pitch, bool LightFromRight)[] ForGallery =
        [(0, 0, false), (-24, 0, false), (24, 0, true), (0, 12, false)];

    private static readonly (double Yaw, double Pitch, bool LightFromRight)[] ForProbes =
        [(0, 0, true), (-12, 0, true), (12, 0, false), (0, -12, true)];

    /// <summary>The square of a picture that holds the face: left, top and edge, in pixels.</summary>
    public static (int Left, int Top, int Edge) Face { get; } =
        ((Size - FacePixels) / 2, (Size - FacePixels) / 2, FacePixels);

    /// <summary>Pictures of a head: of one of the gallery, or, from elsewhere and in another light, of one that is
    /// looked up.</summary>
    public static IEnumerable<GreyPicture> Take(HeadSurface head, bool forGallery) =>
        (forGallery ? ForGallery : ForProbes).Select(view =>
            new PortraitShader(DepthMap.Of(head, RasterOf(view.Yaw, view.Pitch), default), view.LightFromRight)
                .Shade(default));

    private static PictureRaster RasterOf(double yaw, double pitch)
    {
        var (sine, cosine) = ((float, float))Math.SinCos(double.DegreesToRadians(yaw));
        var (up, level) = ((float, float))Math.SinCos(double.DegreesToRadians(pitch));
        var toCamera = new Vector3(-sine * level, cosine * level, up);
        var right = Vector3.Normalize(Vector3.Cross(Vector3.UnitZ, toCamera));
        var down = -Vector3.Cross(toCamera, right);
        var corner = Middle + Distance * toCamera - (Size - 1) / 2f * PixelSize * (right + down);
        return new(corner, right, down, PixelSize, Size);
    }
}
