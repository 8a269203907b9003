using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The parts of a face by which a person is known: eyes, nose and mouth. Each is looked at alone, since half a face may
/// be a small share of all that a defacing removes.
/// </summary>
internal static class FaceParts
{
    /// <summary>A part that shows this share of its tissue and more is there: those of whole heads show 0.41 and more,
    /// those of heads that others defaced 0.25 and less where these are said to have no face.</summary>
    public const double ShownFrom = 0.3;

    /// <summary>Depth (mm) of a part behind the skin.</summary>
    private const double Layer = 20;

    /// <summary>Columns from front to back, in the plane of the atlas's x and z, mm.</summary>
    private static readonly (double X, double Z, double Radius)[] Columns =
        [(-32, -37, 12), (32, -37, 12), (0, -61, 12), (0, -92, 14)];

    /// <summary>The largest share of a part's expected tissue that a scan has, 0 to 1; 0 where none is in
    /// view.</summary>
    public static double MostShown(ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        var (x, y, z) = (anatomy.AtlasPoints.select(1, 0), anatomy.AtlasPoints.select(1, 1),
            anatomy.AtlasPoints.select(1, 2));
        var isTissue = anatomy.Values > FaceTissue.Threshold(anatomy);
        var isExpected = (anatomy.FaceDepth > 0) & (anatomy.Expected > FaceTissue.Expected) & anatomy.IsMeasured;
        return Columns.Max(part => Shown(
            isExpected & ((x - part.X).square() + (z - part.Z).square() < part.Radius * part.Radius)));

        double Shown(Tensor column)
        {
            if (!column.any().ToBoolean())
            {
                return 0;
            }

            var front = column & (y > y[column].max() - Layer);
            return (isTissue & front).sum().ToInt64() / (double)front.sum().ToInt64();
        }
    }
}
