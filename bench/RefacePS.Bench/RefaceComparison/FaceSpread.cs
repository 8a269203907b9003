using RefacePS.Privacy;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>The distance of faces from each other: depth as seen from the front, mm.</summary>
internal static class FaceSpread
{
    /// <summary>Distances of all pairs.</summary>
    public static double[] Pairs(IReadOnlyList<FaceSurface> faces) =>
        [.. from i in Enumerable.Range(0, faces.Count) from j in Enumerable.Range(
            i + 1, faces.Count - i - 1) select Distance(faces[i], faces[j])];

    /// <summary>Of each face the distance to the nearest of others.</summary>
    public static double[] Nearest(IEnumerable<FaceSurface> faces, IReadOnlyList<FaceSurface> others) =>
        [.. faces.Select(face => others.Where(other => other != face).Min(other => Distance(face, other)))];

    /// <summary>The distance of two faces.</summary>
    public static double Distance(FaceSurface first, FaceSurface second) =>
        GalleryDistances.Between(FaceDistance.FrontDepth, first, second);
}
