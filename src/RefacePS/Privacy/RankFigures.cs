using RefacePS.Statistics;

namespace RefacePS.Privacy;

/// <summary>Summary of the ranks of the owners of a set of faces.</summary>
/// <param name="Probes">Faces.</param>
/// <param name="Gallery">People in the gallery.</param>
/// <param name="Top1">Share of the faces whose owner is first, alone.</param>
/// <param name="Top5">Share of the faces whose owner is among the first five.</param>
/// <param name="MeanRank">Mean rank of the owner.</param>
/// <param name="Low">Lower end of its bootstrap interval over subjects; NaN for one subject alone.</param>
/// <param name="High">Upper end of it.</param>
internal sealed record RankFigures(
    int Probes, int Gallery, double Top1, double Top5, double MeanRank, double Low, double High)
{
    /// <summary>Sets of fewer people are judged by the exact chances of guessing: of two faces guessing puts both
    /// owners in the upper half in one of four tries.</summary>
    internal const int FewPeople = 20;

    private const double Significance = 0.05;

    /// <summary>The exact chance that guessing finds the owners of a few people as well; NaN where they are not
    /// few.</summary>
    public double ChanceOfGuessing { get; init; } = double.NaN;

    /// <summary>Sums up the ranks of a set.</summary>
    public static RankFigures Of<TFace>(
        IReadOnlyList<TFace> set, Func<TFace, string> subjectOf, Func<TFace, double> rankOf, int gallery,
        Bootstrap bootstrap)
    {
        double[][] bySubject = [.. set.GroupBy(subjectOf).Select(faces => faces.Select(rankOf).ToArray())];
        var ranks = bySubject.SelectMany(group => group).ToArray();
        var (low, high) = bootstrap.MeanInterval(bySubject);
        return new(ranks.Length, gallery, Share(1), Share(5), ranks.Average(), low, high)
            { ChanceOfGuessing = bySubject.Length < FewPeople ? GuessingFinds(bySubject, gallery) : double.NaN };

        double Share(int first) => ranks.Count(rank => rank <= first) / (double)ranks.Length;
    }

    /// <summary>The verdict: owners are found more often than by guessing, or not; or the attack proves
    /// nothing.</summary>
    /// <param name="control">Share of intact faces whose owner the same attack ranks first; NaN where that was not
    /// tried.</param>
    /// <param name="leastControl">The share that is asked for.</param>
    public RiskVerdict Judge(double control, double leastControl)
    {
        if (double.IsFinite(ChanceOfGuessing))
        {
            return ChanceOfGuessing < Significance ? RiskVerdict.AboveChance : RiskVerdict.Inconclusive;
        }

        var chance = 1.0 / Gallery;
        var error = Math.Sqrt(chance * (1 - chance) / Probes);
        return Top1 > chance + error || High < (Gallery + 1) / 2.0 ? RiskVerdict.AboveChance
            : control >= leastControl && double.IsFinite(High) ? RiskVerdict.AtChance
            : RiskVerdict.Inconclusive;
    }

    /// <summary>Each person counts once, by the mean of the faces, which guessing would spread the more the less the
    /// faces agree; and there are two ways to be found, by first places and by the mean.</summary>
    private static double GuessingFinds(double[][] bySubject, int gallery)
    {
        var guessed = new GuessedRanks(bySubject.Length, gallery);
        var first = bySubject.Sum(ranks => ranks.Count(rank => rank <= 1) / (double)ranks.Length);
        var mean = bySubject.Average(ranks => ranks.Average());
        return Math.Min(1, 2 * Math.Min(guessed.FirstAtLeast((int)Math.Floor(first + 1e-9)), guessed.MeanAtMost(mean)));
    }
}
