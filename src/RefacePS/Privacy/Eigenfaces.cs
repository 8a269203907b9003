using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Privacy;

/// <summary>
/// The principal components of the gallery's faces, whitened (Turk and Pentland, J. Cogn. Neurosci. 3(1), 1991), and
/// the angle between faces there, which of the distances in such a space tells faces apart best (Mahalanobis cosine;
/// Beveridge et al., Mach. Vis. Appl. 16(2), 2005).
/// </summary>
internal sealed class Eigenfaces
{
    /// <summary>Share of the variance that the components keep: what the last ones tell apart is noise.</summary>
    private const double KeptVariance = 0.98;

    private readonly float[][] axes;

    /// <summary>Learns the components.</summary>
    /// <param name="deviations">Heights of each face of the gallery less their mean (mm), 0 where unseen.</param>
    public Eigenfaces(IReadOnlyList<float[]> deviations)
    {
        using var scope = NewDisposeScope();
        var faces = stack([.. deviations.Select(face => tensor(face))]).to(float64);
        var (values, vectors) = linalg.eigh(faces.matmul(faces.t()));
        var variances = values.data<double>().ToArray();
        var kept = Kept(variances);
        // A unit vector u of the Gram matrix with eigenvalue v gives the axis faces' u / sqrt(v); whitening divides by
        // sqrt(v) once more.
        axes = [.. kept.Select(i => (vectors.select(1, i).matmul(faces) / variances[i]).to(float32).data<float>()
            .ToArray())];
    }

    /// <summary>Coordinates of a face in the whitened space.</summary>
    /// <param name="deviation">Heights less a mean (mm), 0 where unseen.</param>
    public double[] Project(float[] deviation) => Array.ConvertAll(axes, axis => Dot(axis, deviation));

    private static double Dot(float[] first, float[] second)
    {
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
        {
            sum += (double)first[i] * second[i];
        }

        return sum;
    }

    /// <summary>The components of the largest variances that together make up enough of it, the largest
    /// first.</summary>
    private static List<int> Kept(double[] variances)
    {
        var (total, sum, kept) = (variances.Where(value => value > 0).Sum(), 0.0, new List<int>());
        for (var i = variances.Length - 1; i >= 0 && sum < KeptVariance * total; i--)
        {
            sum += variances[i];
            kept.Add(i);
        }

        return kept;
    }
}
