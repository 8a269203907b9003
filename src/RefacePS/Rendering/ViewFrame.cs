using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>
/// The cube of the world that a picture shows, the same size for every head, and hung from what neither defacing nor
/// refacing changes: the top and the back of the head and its middle from side to side. So pictures of one head can be
/// laid over each other, and pictures of two heads compared in size.
/// </summary>
/// <param name="Centre">Centre of the cube in RAS world, mm.</param>
public readonly record struct ViewFrame(Vector3 Centre)
{
    /// <summary>Edge of the cube in mm: an adult head with its chin.</summary>
    public const float Edge = 260;

    private const float Margin = 10;

    /// <summary>The frame that a head hangs in.</summary>
    public static ViewFrame Around(HeadExtent head) => new(new Vector3(
        (head.Low.X + head.High.X) / 2,
        head.Low.Y - Margin + Edge / 2,
        head.High.Z + Margin - Edge / 2));

    /// <summary>The world position (mm) at fractions of the cube from left to right, posterior to anterior, inferior to
    /// superior.</summary>
    public Vector3 PositionAt(Vector3 fractions) => Centre + Edge * (fractions - new Vector3(0.5f));
}
