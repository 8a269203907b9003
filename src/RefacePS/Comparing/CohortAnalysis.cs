using RefacePS.Statistics;

namespace RefacePS.Comparing;

/// <summary>A comparison together with the numbers it came from, which the report draws.</summary>
public sealed class CohortAnalysis
{
    private readonly Dictionary<string, TableColumn> regions;

    internal CohortAnalysis(
        CohortComparison comparison, MeasurementTable table, CohortPairing pairing, IReadOnlyList<TableColumn> regions,
        ScanFlags flags,
        WilcoxonTest test)
    {
        (Comparison, Table, Pairing, Flags, Test) = (comparison, table, pairing, flags, test);
        this.regions = regions.ToDictionary(region => region.Name);
    }

    /// <summary>The result of the comparison.</summary>
    public CohortComparison Comparison { get; }

    internal MeasurementTable Table { get; }

    internal CohortPairing Pairing { get; }

    internal ScanFlags Flags { get; }

    internal WilcoxonTest Test { get; }

    /// <summary>The differences in % behind a row over all pairs, in the order of the pairs.</summary>
    internal double[] DifferencesPercent(RegionComparison row) =>
        RegionPairs.Gather(regions[row.Region], Pairing.Pairs, Array.IndexOf(Pairing.Variants, row.Variant))
            .DifferencesPercent();
}
