using System.Numerics;
using RefacePS.Rendering;

namespace RefacePS.Privacy;

/// <summary>
/// The window through which every face is looked at: a fixed part of head space, the same for all. A window drawn from
/// the voxels that defacing removed would have the outline of its owner's head, and give the owner away.
/// </summary>
/// <remarks>
/// Head space is the atlas's, reached without scaling (<see cref="HeadPose"/>): RAS+ mm, its origin at the centre of
/// the cavity. The window reaches from below the brows to the chin, in front of a wall that lies before the back of the
/// face zone, and stays clear of that zone's border by the margin by which heads differ in size: what is seen through
/// it was removed, in nearly every head.
/// </remarks>
internal static class FaceWindow
{
    /// <summary>World y (mm) of the wall behind the face; heights in front of it are measured from it.</summary>
    public const float Wall = 72;

    private const float HalfWidth = 58;
    private const float Top = -18;
    private const float Bottom = -122;

    private const float PixelSize = 2;
    private const int Pixels = 64;

    /// <summary>World z (mm) of the centres of the top row of pixels.</summary>
    private const float FirstRow = -7;

    private const float FrontCamera = 165;
    private const float SideCamera = 115;
    private const float HalfPicture = (Pixels - 1) * PixelSize / 2;

    /// <summary>World y (mm) of the last column of pixels seen from a side.</summary>
    private const float SideEnd = 149;

    /// <summary>The lines of sight, those from the front first, then those from the left and from the right.</summary>
    public static IReadOnlyList<SightLine> Lines { get; } = [.. Front(), .. Sides()];

    /// <summary>The lines that look from the front.</summary>
    public static Range FrontLines { get; } = ..Front().Count();

    /// <summary>The lines that look from the sides.</summary>
    public static Range SideLines { get; } = Front().Count()..;

    private static IEnumerable<SightLine> Front() => Through(
        new(new(HalfPicture, FrontCamera, FirstRow), -Vector3.UnitX, -Vector3.UnitZ, PixelSize, Pixels),
        FrontCamera - Wall,
        point => Math.Abs(point.X) <= HalfWidth);

    private static IEnumerable<SightLine> Sides() =>
    [
        .. Through(new(new(-SideCamera, SideEnd, FirstRow), -Vector3.UnitY, -Vector3.UnitZ, PixelSize, Pixels),
            SideCamera, point => point.Y >= Wall),
        .. Through(
            new(new(SideCamera, SideEnd - 2 * HalfPicture, FirstRow), Vector3.UnitY, -Vector3.UnitZ, PixelSize, Pixels),
            SideCamera, point => point.Y >= Wall),
    ];

    private static IEnumerable<SightLine> Through(PictureRaster raster, float reach, Predicate<Vector3> isSeen) =>
        from y in Enumerable.Range(0, Pixels)
        from x in Enumerable.Range(0, Pixels)
        let start = raster.PositionOf(x, y)
        where start.Z is >= Bottom and <= Top && isSeen(start)
        select new SightLine(start, raster.Forward, reach);
}

/// <summary>A line along which a face is looked at.</summary>
/// <param name="Start">Where it starts, in front of the face, in head space (mm).</param>
/// <param name="Direction">Unit vector into the head.</param>
/// <param name="Reach">Length (mm) to the wall, or to the midline for a line from the side.</param>
internal readonly record struct SightLine(Vector3 Start, Vector3 Direction, float Reach)
{
    /// <summary>The point at a height (mm) over the end of the line.</summary>
    public Vector3 At(float height) => Start + (Reach - height) * Direction;
}
