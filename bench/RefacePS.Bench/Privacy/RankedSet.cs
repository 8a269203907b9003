using RefacePS.Privacy;

namespace RefacePS.Bench.Privacy;

/// <summary>The share of a set of faces that finds its owners, by one way to compare.</summary>
/// <param name="Variant">The set.</param>
/// <param name="Model">Name and version of the model that made the faces, or null.</param>
/// <param name="RankedBy">The way to compare.</param>
/// <param name="Figures">What the ranks come to.</param>
/// <param name="Verdict">What they say.</param>
internal sealed record RankedSet(
    string Variant, string? Model, string RankedBy, RankFigures Figures, RiskVerdict Verdict)
{
    /// <summary>A row of an attack.</summary>
    public static RankedSet Of(ReidentificationRisk row) => new(
        row.Variant, row.Model, $"{row.Distance}",
        new(row.Probes, row.Gallery, row.Top1, row.Top5, row.MeanRank, row.MeanRankLow, row.MeanRankHigh), row.Verdict);
}
