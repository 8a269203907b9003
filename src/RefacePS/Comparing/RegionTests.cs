using RefacePS.Statistics;

namespace RefacePS.Comparing;

/// <summary>Tests every region of a variant over some pairs.</summary>
/// <param name="regions">The columns to test.</param>
/// <param name="reference">Name of the reference variant.</param>
/// <param name="test">The test.</param>
internal sealed class RegionTests(IReadOnlyList<TableColumn> regions, string reference, WilcoxonTest test)
{
    /// <summary>Fewest pairs that a test, a standard deviation and an agreement can be computed from.</summary>
    public const int LeastPairs = 2;

    /// <summary>The name of the subset of all pairs.</summary>
    public const string All = "All";

    /// <summary>A row a region; p values are adjusted over these regions.</summary>
    /// <param name="variant">Name of the variant.</param>
    /// <param name="index">Its place among the variants of a pair.</param>
    /// <param name="subset">Name of the pairs.</param>
    /// <param name="pairs">The pairs.</param>
    public RegionComparison[] Run(string variant, int index, string subset, IReadOnlyList<ScanPair> pairs)
    {
        var rows = regions.Select(
            region => Compare(region.Name, variant, subset, RegionPairs.Gather(region, pairs, index))).ToArray();
        var pValues = Array.ConvertAll(rows, row => row.PValue);
        var (holm, bh) = (MultipleComparisons.Holm(pValues), MultipleComparisons.BenjaminiHochberg(pValues));
        return [.. rows.Select((row, i) => row with { HolmPValue = holm[i], BhPValue = bh[i] })];
    }

    private RegionComparison Compare(string region, string variant, string subset, RegionPairs pairs)
    {
        var percent = SampleSummary.Of(pairs.DifferencesPercent());
        var tested = Test(pairs);
        return new()
        {
            Region = region,
            Variant = variant,
            ReferenceVariant = reference,
            Subset = subset,
            N = pairs.Reference.Length,
            ReferenceMedian = SampleSummary.Of(pairs.Reference).Median,
            Median = SampleSummary.Of(pairs.Variant).Median,
            MeanDifferencePercent = percent.Mean,
            SdDifferencePercent = percent.StandardDeviation,
            LowerQuartilePercent = percent.LowerQuartile,
            MedianDifferencePercent = percent.Median,
            UpperQuartilePercent = percent.UpperQuartile,
            Statistic = tested.Statistic,
            PValue = tested.PValue,
            HolmPValue = double.NaN,
            BhPValue = double.NaN,
            EffectSize = tested.RankBiserial,
            Icc = Agreement(pairs),
            Method = tested.Method,
        };
    }

    private WilcoxonResult Test(RegionPairs pairs) => pairs.Reference.Length >= LeastPairs
        ? test.Run(pairs.Differences())
        : new(double.NaN, double.NaN, double.NaN, WilcoxonMethod.Automatic);

    private static double Agreement(RegionPairs pairs)
    {
        var ratings = new double[pairs.Reference.Length, 2];
        for (var i = 0; i < pairs.Reference.Length; i++)
        {
            (ratings[i, 0], ratings[i, 1]) = (pairs.Reference[i], pairs.Variant[i]);
        }

        return IntraclassCorrelation.TwoWayRandomSingle(ratings);
    }
}
