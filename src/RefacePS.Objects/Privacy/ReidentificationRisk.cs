using System.Globalization;

namespace RefacePS;

/// <summary>The rate at which the faces of a set find their owners in a gallery, by one distance.</summary>
public sealed record ReidentificationRisk
{
    /// <summary>The variant of the faces: Original, Defaced, Refaced, or any other word; <c>Control</c> for altered
    /// copies of the gallery's own, <c>AverageFace</c> for the average face.</summary>
    public required string Variant { get; init; }

    /// <summary>Name and version of the model that made the faces; null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>The distance by which the gallery was ranked.</summary>
    public required FaceDistance Distance { get; init; }

    /// <summary>Faces that were looked up.</summary>
    public required int Probes { get; init; }

    /// <summary>People in the gallery.</summary>
    public required int Gallery { get; init; }

    /// <summary>Share of the faces whose owner is ranked first, alone, 0 to 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of the faces whose owner is among the first five, 0 to 1.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean rank of the owner; 1 is first, and equal distances share the mean of their ranks.</summary>
    public required double MeanRank { get; init; }

    /// <summary>Lower end of the bootstrap interval of <see cref="MeanRank"/>.</summary>
    public required double MeanRankLow { get; init; }

    /// <summary>Upper end of the bootstrap interval of <see cref="MeanRank"/>.</summary>
    public required double MeanRankHigh { get; init; }

    /// <summary><see cref="Top1"/> of guessing, 0 to 1.</summary>
    public double ChanceTop1 => 1.0 / Gallery;

    /// <summary><see cref="Top5"/> of guessing, 0 to 1.</summary>
    public double ChanceTop5 => Math.Min(1, 5.0 / Gallery);

    /// <summary><see cref="MeanRank"/> of guessing.</summary>
    public double ChanceMeanRank => (Gallery + 1) / 2.0;

    /// <summary>Standard error of <see cref="Top1"/> were all of it guessing.</summary>
    public double ChanceTop1Error => Math.Sqrt(ChanceTop1 * (1 - ChanceTop1) / Probes);

    /// <summary><see cref="Top1"/> of the same attack on altered copies of the gallery's intact faces; NaN where that
    /// was not tried.</summary>
    public required double ControlTop1 { get; init; }

    /// <summary>Its content.</summary>
    public required RiskVerdict Verdict { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Variant} by {Distance}: {Top1:P1} first, chance {ChanceTop1:P1}; "
            + $"mean rank {MeanRank:0.0}, chance {ChanceMeanRank:0.0} ({Verdict})");
}
