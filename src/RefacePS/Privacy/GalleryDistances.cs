namespace RefacePS.Privacy;

/// <summary>Distances of the faces of a set to every face of a gallery, in every way there is.</summary>
internal sealed class GalleryDistances
{
    /// <summary>From this many faces on, a set's own mean is taken for what all its faces share; of fewer, the
    /// gallery's.</summary>
    private const int EnoughForMean = 10;

    private readonly FaceSurface[] gallery;
    private readonly FacePoints[] points;
    private readonly float[] mean;
    private readonly float[][] deviations;
    private readonly Eigenfaces eigenfaces;
    private readonly double[][] projections;

    /// <summary>Prepares for a gallery.</summary>
    public GalleryDistances(IReadOnlyList<FaceSurface> gallery)
    {
        this.gallery = [.. gallery];
        points = [.. gallery.Select(face => new FacePoints(face.Points()))];
        mean = FaceSurface.Mean(gallery);
        deviations = [.. gallery.Select(face => Deviation(face, mean))];
        eigenfaces = new(deviations);
        projections = [.. deviations.Select(eigenfaces.Project)];
    }

    /// <summary>The distances of a set: for each kind a row a face, a column a face of the gallery. Infinite where two
    /// faces have nothing to be compared.</summary>
    public Dictionary<FaceDistance, double[][]> Of(IReadOnlyList<FaceSurface> set, CancellationToken cancel)
    {
        // What a tool does to every face alike (smoothing, a flat nose) tells no owners apart, and whoever has many
        // faces can take it out.
        var common = set.Count >= EnoughForMean ? FaceSurface.Mean(set) : mean;
        var rows = Enum.GetValues<FaceDistance>().ToDictionary(distance => distance, _ => new double[set.Count][]);
        Parallel.For(0, set.Count, new ParallelOptions { CancellationToken = cancel }, probe =>
        {
            foreach (var (distance, row) in Row(set[probe], common))
            {
                rows[distance][probe] = row;
            }
        });
        return rows;
    }

    /// <summary>A distance in mm between two faces; NaN where they have nothing to be compared.</summary>
    public static double Between(FaceDistance distance, FaceSurface first, FaceSurface second) => distance switch
    {
        FaceDistance.FrontDepth => FrontDepth(first, second),
        FaceDistance.SideDepth => SideDepth(first, second),
        FaceDistance.ScaledDepth => ScaledDepth(first, second),
        FaceDistance.Surface => Mean(FacePoints.Between(new(first.Points()), new(second.Points()))),
        FaceDistance.Hausdorff95 => Percentile95(FacePoints.Between(new(first.Points()), new(second.Points()))),
        _ => throw new ArgumentOutOfRangeException(nameof(distance), distance, "It has no unit."),
    };

    private Dictionary<FaceDistance, double[]> Row(FaceSurface probe, float[] common)
    {
        var (own, deviation) = (new FacePoints(probe.Points()), Deviation(probe, common));
        var between = Array.ConvertAll(points, other => FacePoints.Between(own, other));
        var projection = eigenfaces.Project(deviation);
        return new()
        {
            [FaceDistance.FrontDepth] = Row(face => FrontDepth(probe, gallery[face])),
            [FaceDistance.SideDepth] = Row(face => SideDepth(probe, gallery[face])),
            [FaceDistance.ScaledDepth] = Row(face => ScaledDepth(probe, gallery[face])),
            [FaceDistance.Surface] = Row(face => Mean(between[face])),
            [FaceDistance.Hausdorff95] = Row(face => Percentile95(between[face])),
            [FaceDistance.Correlation] = Row(face => 1 - Cosine(deviation, deviations[face])),
            [FaceDistance.Eigenface] = Row(face => 1 - Cosine(projection, projections[face])),
        };

        double[] Row(Func<int, double> distance) =>
            [.. Enumerable.Range(0, gallery.Length)
                .Select(face => distance(face) is var value && double.IsNaN(value) ? double.PositiveInfinity : value)];
    }

    private static double FrontDepth(FaceSurface first, FaceSurface second) =>
        MeanDifference(first.Heights[FaceWindow.FrontLines], second.Heights[FaceWindow.FrontLines]);

    private static double SideDepth(FaceSurface first, FaceSurface second) =>
        MeanDifference(first.Heights[FaceWindow.SideLines], second.Heights[FaceWindow.SideLines]);

    private static double ScaledDepth(FaceSurface first, FaceSurface second) =>
        MeanDifference(first.ScaledHeights, second.ScaledHeights);

    /// <summary>Mean difference of heights (mm) over the lines whose ends both scans saw.</summary>
    private static double MeanDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (sum, count) = (0.0, 0);
        for (var line = 0; line < a.Length; line++)
        {
            var difference = Math.Abs(a[line] - b[line]);
            if (!float.IsNaN(difference))
            {
                (sum, count) = (sum + difference, count + 1);
            }
        }

        return sum / count;
    }

    /// <summary>Heights less a mean; 0, which says nothing, where either is unknown.</summary>
    private static float[] Deviation(FaceSurface face, float[] mean)
    {
        var deviation = new float[mean.Length];
        for (var line = 0; line < mean.Length; line++)
        {
            var value = face.Heights[line] - mean[line];
            deviation[line] = float.IsNaN(value) ? 0 : value;
        }

        return deviation;
    }

    private static double Cosine<T>(T[] first, T[] second) where T : System.Numerics.INumber<T>
    {
        var (product, a, b) = (0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            var (x, y) = (double.CreateTruncating(first[i]), double.CreateTruncating(second[i]));
            (product, a, b) = (product + x * y, a + x * x, b + y * y);
        }

        return product / Math.Sqrt(a * b);
    }

    private static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Average();

    private static double Percentile95(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return Statistics.SampleSummary.Quantile(sorted, 0.95);
    }
}
