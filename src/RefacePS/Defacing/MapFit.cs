using System.Globalization;
using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>Kinds of values that a map may hold.</summary>
internal enum MapContent
{
    /// <summary>Names of parts, or how probably a voxel belongs to one; 0 elsewhere.</summary>
    Labels,

    /// <summary>Phases and fields, which show no head but where it was masked.</summary>
    Phases,

    /// <summary>A quantity of the tissue, or an image.</summary>
    Quantity,
}

/// <summary>The agreement of a map with a head of its session: whether it lies where the head lies.</summary>
/// <param name="Kind">As what it fits.</param>
/// <param name="Agreement">How well, 0 to 1.</param>
internal readonly record struct MapFit(MapFitKind Kind, double Agreement)
{
    /// <summary>Whole heads of two people agreed to 0.98 with the head that they were drawn on, and to 0.90 and less
    /// when displaced; other programs draw the border of a head elsewhere.</summary>
    private const double WholeHead = 0.85;

    /// <summary>Brains of two people agreed to 0.96 with the cavity, and to 0.87 and less when displaced; tissues and
    /// hemispheres fill part of it.</summary>
    private const double WholeBrain = 0.75;

    /// <summary>Labels that lie in the cavity to this share are parts of a brain.</summary>
    private const double InBrain = 0.95;

    /// <summary>Labels that lie in the head to this share are parts of a head.</summary>
    private const double InHead = 0.9;

    /// <summary>A part of a head has less than this, mL: a whole one must agree as a whole.</summary>
    private const double LargestPart = 600;

    /// <summary>Below this a map shows something else than the head.</summary>
    private const double LowestRatio = 0.3;

    /// <summary>Values that are explained to this share are surely those of the head; a map that was turned and shifted
    /// reached 0.44 where its header had put it.</summary>
    private const double SureRatio = 0.6;

    /// <summary>A sample belongs to a shape from this share on.</summary>
    private const float Inside = 0.3f;

    /// <summary>True if its place is known.</summary>
    public bool Passes => Kind != MapFitKind.None;

    /// <summary>True if the map itself leaves no doubt of its place; else a look at the result must see that the face
    /// is gone.</summary>
    public bool IsSure => Kind != MapFitKind.Values || Agreement >= SureRatio;

    /// <summary>Holds a map against a head.</summary>
    public static MapFit Of(PlacedHead head, ImageContent content, VoxelGrid grid, MapContent kind)
    {
        using var scope = NewDisposeScope();
        var sharesGrid = head.SharesGrid(grid);
        var shape = content.HasBackground ? ByShape(head, content, sharesGrid) : default;
        return shape.Passes ? shape
            : kind == MapContent.Quantity ? ByValues(head, content)
            : kind == MapContent.Phases && sharesGrid && !content.HasBackground ? new(MapFitKind.Grid, 1)
            : shape;
    }

    private static MapFit ByShape(PlacedHead head, ImageContent content, bool sharesGrid)
    {
        var whole = ContentMatch.Correlation(content.Points, content.Share, head.ShapeAt, head.Sees);
        if (whole.IsBestHere && whole.Here >= WholeHead)
        {
            return new(MapFitKind.Head, whole.Here);
        }

        var brain = ContentMatch.Correlation(content.Points, content.Share, head.CavityAt, head.Sees);
        if (brain.IsBestHere && brain.Here >= WholeBrain)
        {
            return new(MapFitKind.Brain, brain.Here);
        }

        var inBrain = ShareWithin(content, head.CavityAt(content.Points));
        if (inBrain >= InBrain)
        {
            return new(MapFitKind.Brain, inBrain);
        }

        var inHead = ShareWithin(content, head.ShapeAt(content.Points));
        return sharesGrid && content.Milliliters < LargestPart && inHead >= InHead
            ? new(MapFitKind.Part, inHead)
            : new(MapFitKind.None, Math.Max(whole.Here, brain.Here));
    }

    private static MapFit ByValues(PlacedHead head, ImageContent content)
    {
        var match = ContentMatch.Ratio(content.Points, content.Values, head.ValuesAt, head.Sees);
        return new(match.IsBestHere && match.Here >= LowestRatio ? MapFitKind.Values : MapFitKind.None, match.Here);
    }

    private static double ShareWithin(ImageContent content, Tensor shape)
    {
        using var scope = NewDisposeScope();
        return OneThread.Run(() =>
        {
            var total = content.Share.sum().ToDouble();
            return total <= 0 ? 0 : (content.Share * (shape > Inside).to(float32)).sum().ToDouble() / total;
        });
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Kind.ToString() + " " + Agreement.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>As what a map fits a head.</summary>
internal enum MapFitKind
{
    /// <summary>It does not lie where the head lies, or shows nothing that could tell.</summary>
    None,

    /// <summary>The nonzero part has the shape of the whole head.</summary>
    Head,

    /// <summary>The nonzero part is the brain, or part of it.</summary>
    Brain,

    /// <summary>The nonzero part lies in the head, on the very grid of its scan.</summary>
    Part,

    /// <summary>Its values follow those of the head's scan.</summary>
    Values,

    /// <summary>It shows nothing that could tell, but has the very grid of the head's scan.</summary>
    Grid,
}
