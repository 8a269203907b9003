using System.Globalization;
using RefacePS.Comparing;
using RefacePS.Morphometry;
using RefacePS.Statistics;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>The change that new faces make to the volumes of 17 brain regions.</summary>
internal sealed class BrainEffect
{
    private static readonly CohortOptions Options = new();
    private static readonly BrainRegion[] Regions = Enum.GetValues<BrainRegion>();
    private static readonly BrainRegion[] Global = [.. CohortOptions.UsualFlagRegions.Select(Enum.Parse<BrainRegion>)];
    private readonly List<(BrainVolumes Before, BrainVolumes After)> pairs = [];

    /// <summary>Takes the volumes of a scan before and after.</summary>
    public void Add(BrainVolumes before, BrainVolumes after) => pairs.Add((before, after));

    /// <summary>Regions whose volumes differ by the signed-rank test, adjusted by Holm over all regions.</summary>
    public string Differing()
    {
        var adjusted = MultipleComparisons.Holm([.. Regions.Select(PValue)]);
        var names = Regions.Where((_, region) => adjusted[region] < Options.Alpha).Select(region => region.ToString())
            .ToArray();
        return names.Length == 0 ? "0" : $"{names.Length} ({string.Join(", ", names)})";
    }

    /// <summary>Scans in which a global volume differs by more than 5 %.</summary>
    public string Flagged() =>
        pairs.Count(pair => Global.Any(region => Percent(pair, region) > Options.FlagThresholdPercent))
            .ToString(CultureInfo.InvariantCulture);

    /// <summary>Absolute differences of all regions of all scans, %.</summary>
    public IEnumerable<double> Percents() => pairs.SelectMany(pair => Regions.Select(region => Percent(pair, region)));

    private static double Percent((BrainVolumes Before, BrainVolumes After) pair, BrainRegion region) =>
        100 * Math.Abs(pair.After.Of(region) / pair.Before.Of(region) - 1);

    private double PValue(BrainRegion region) =>
        Options.Test.Run([.. pairs.Select(pair => pair.After.Of(region) - pair.Before.Of(region))]).PValue;
}
