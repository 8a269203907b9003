using RefacePS.Statistics;

namespace RefacePS.Privacy;

/// <summary>
/// Distances of faces from the true ones beside those of the average face: whoever knows a head without its face can
/// guess the average one, so an artificial face that is nearer than that has kept something of its owner.
/// </summary>
internal static class TruthDistances
{
    /// <summary>The distances that have a unit.</summary>
    private static readonly FaceDistance[] Lengths =
        [FaceDistance.FrontDepth, FaceDistance.SideDepth, FaceDistance.Surface, FaceDistance.Hausdorff95];

    /// <summary>The tests of a set, a row a distance.</summary>
    /// <param name="set">The faces of a set.</param>
    /// <param name="ownerOf">The face of the gallery that is a face's owner's.</param>
    /// <param name="cancel">Ends the work.</param>
    public static IEnumerable<AverageFaceTest> Test(
        IReadOnlyList<BiometricSample> set, Func<BiometricSample, BiometricSample> ownerOf, CancellationToken cancel)
    {
        foreach (var distance in Lengths)
        {
            cancel.ThrowIfCancellationRequested();
            var pairs = set.Select(face => (Face: face, Truth: ownerOf(face).Measured.Face))
                .Select(pair => (
                    Probe: GalleryDistances.Between(distance, pair.Face.Measured.Face, pair.Truth),
                    Average: GalleryDistances.Between(distance, pair.Face.Measured.Average, pair.Truth)))
                .Where(pair => double.IsFinite(pair.Probe) && double.IsFinite(pair.Average)).ToArray();
            yield return Row(set[0].Identity, distance, pairs);
        }
    }

    private static AverageFaceTest Row(
        FaceIdentity identity, FaceDistance distance, (double Probe, double Average)[] pairs)
    {
        var differences = Array.ConvertAll(pairs, pair => pair.Probe - pair.Average);
        var result = new WilcoxonTest().Run(differences);
        return new()
        {
            Variant = identity.Variant,
            Model = identity.Model,
            Distance = distance,
            N = pairs.Length,
            MedianDistance = Median(pairs.Select(pair => pair.Probe)),
            MedianAverageDistance = Median(pairs.Select(pair => pair.Average)),
            MedianDifference = Median(differences),
            NearerThanAverage = differences.Count(difference => difference < 0),
            Statistic = result.Statistic,
            PValue = result.PValue,
            EffectSize = result.RankBiserial,
            Method = result.Method,
        };
    }

    private static double Median(IEnumerable<double> values) => SampleSummary.Of([.. values]).Median;
}
