using System.Globalization;

namespace RefacePS;

/// <summary>
/// Test of whether the faces of a set are nearer to the true faces than the average face is, which anyone can guess
/// (Gao et al. 2025): a two-sided Wilcoxon signed-rank test of the pairs of distances.
/// </summary>
public sealed record AverageFaceTest
{
    /// <summary>The variant of the faces.</summary>
    public required string Variant { get; init; }

    /// <summary>Name and version of the model that made the faces; null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>The distance, one of those in mm.</summary>
    public required FaceDistance Distance { get; init; }

    /// <summary>Faces that have a distance to their true face.</summary>
    public required int N { get; init; }

    /// <summary>Median distance of the faces to the true ones, mm; NaN where there is none.</summary>
    public required double MedianDistance { get; init; }

    /// <summary>Median distance of the average face, carried to each head, to the true one, mm.</summary>
    public required double MedianAverageDistance { get; init; }

    /// <summary>Median of the differences, mm: negative where the faces are nearer to the truth than the average face
    /// is.</summary>
    public required double MedianDifference { get; init; }

    /// <summary>The number of faces that are nearer to the truth than the average face is.</summary>
    public required int NearerThanAverage { get; init; }

    /// <summary>The smaller of the sums of ranks of positive and of negative differences.</summary>
    public required double Statistic { get; init; }

    /// <summary>Two-sided p value.</summary>
    public required double PValue { get; init; }

    /// <summary>Matched-pairs rank-biserial correlation, -1 (all nearer than the average face) to 1 (all
    /// farther).</summary>
    public required double EffectSize { get; init; }

    /// <summary>The source of the p value.</summary>
    public required WilcoxonMethod Method { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Variant} by {Distance}: {MedianDistance:0.0} mm from the truth, "
            + $"the average face {MedianAverageDistance:0.0} mm; {NearerThanAverage} of {N} nearer, p {PValue:0.000}");
}
