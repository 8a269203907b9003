using System.Numerics;

namespace RefacePS.Privacy;

/// <summary>Points of a face in 3-D, a column a coordinate, so that the nearest of many is found with vector
/// instructions.</summary>
internal sealed class FacePoints
{
    /// <summary>Distances of every so many-th point are taken: neighbours say the same.</summary>
    private const int Stride = 3;

    private readonly float[] x;
    private readonly float[] y;
    private readonly float[] z;

    /// <summary>Takes points in mm.</summary>
    public FacePoints(Vector3[] points)
    {
        // The rest of the last vector is filled with a point that is there already.
        Count = points.Length;
        var length = (Count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        Vector3[] padded = [.. points, .. Enumerable.Repeat(points.LastOrDefault(), length - Count)];
        (x, y, z) = (Array.ConvertAll(padded, p => p.X), Array.ConvertAll(padded, p => p.Y),
            Array.ConvertAll(padded, p => p.Z));
    }

    /// <summary>The number of them.</summary>
    public int Count { get; }

    /// <summary>Distances (mm) between two faces, both ways: from points of the one to the nearest of the other. Empty
    /// where either has none.</summary>
    public static double[] Between(FacePoints first, FacePoints second) =>
        first.Count == 0 || second.Count == 0 ? [] : [.. first.DistancesTo(second), .. second.DistancesTo(first)];

    private IEnumerable<double> DistancesTo(FacePoints other)
    {
        for (var point = 0; point < Count; point += Stride)
        {
            yield return other.Nearest(x[point], y[point], z[point]);
        }
    }

    private double Nearest(float px, float py, float pz)
    {
        var least = new Vector<float>(float.MaxValue);
        var (vx, vy, vz) = (new Vector<float>(px), new Vector<float>(py), new Vector<float>(pz));
        for (var i = 0; i < x.Length; i += Vector<float>.Count)
        {
            var (dx, dy, dz) =
                (new Vector<float>(x, i) - vx, new Vector<float>(y, i) - vy, new Vector<float>(z, i) - vz);
            least = Vector.Min(least, dx * dx + dy * dy + dz * dz);
        }

        var nearest = float.MaxValue;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            nearest = Math.Min(nearest, least[lane]);
        }

        return Math.Sqrt(nearest);
    }
}
