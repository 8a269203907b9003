namespace RefacePS;

/// <summary>A measure of the distance between two faces. Lengths are in mm, with heads at their true size unless said
/// otherwise; the last two have no unit.</summary>
public enum FaceDistance
{
    /// <summary>Mean difference in depth as seen from the front, mm.</summary>
    FrontDepth,

    /// <summary>Mean difference in depth as seen from the left and from the right, mm.</summary>
    SideDepth,

    /// <summary>Mean difference in depth as seen from the front and from both sides, with all heads brought to one
    /// size, that of the atlas, mm.</summary>
    ScaledDepth,

    /// <summary>Mean distance between the surfaces in 3-D, from each to the nearest point of the other, mm.</summary>
    Surface,

    /// <summary>The distance between the surfaces in 3-D that 95 % of their points do not exceed, mm.</summary>
    Hausdorff95,

    /// <summary>One less the correlation of how the faces deviate from the average of their kind.</summary>
    Correlation,

    /// <summary>One less the cosine between the faces in the whitened principal components of the gallery.</summary>
    Eigenface,
}
