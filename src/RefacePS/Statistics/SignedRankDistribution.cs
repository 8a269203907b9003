namespace RefacePS.Statistics;

/// <summary>The distribution of the sum of the ranks with a positive sign, where every sign is a toss of a
/// coin.</summary>
internal static class SignedRankDistribution
{
    /// <summary>
    /// The probability, over all 2^n signs, of a sum at least as far from its mean as <paramref name="doubledSum"/>:
    /// twice the smaller tail, at most 1. The distribution is built up rank by rank (dynamic programming), and holds
    /// for tied ranks too.
    /// </summary>
    /// <param name="doubledRanks">Twice the ranks, as <see cref="Ranks.Doubled"/> gives them.</param>
    /// <param name="doubledSum">Twice the sum of the ranks with a positive sign.</param>
    public static double TwoSidedTail(ReadOnlySpan<long> doubledRanks, long doubledSum)
    {
        var total = 0L;
        foreach (var rank in doubledRanks)
        {
            total += rank;
        }

        var probability = Probabilities(doubledRanks, total);
        var lower = Math.Min(doubledSum, total - doubledSum);
        var tail = 0.0;
        for (var sum = 0; sum <= lower; sum++)
        {
            tail += probability[sum];
        }

        return Math.Min(1, 2 * tail);
    }

    /// <summary>The probability of every sum from 0 to <paramref name="total"/>. A rank is added to a sum, or not, with
    /// probability 1/2.</summary>
    private static double[] Probabilities(ReadOnlySpan<long> doubledRanks, long total)
    {
        var probability = new double[total + 1];
        probability[0] = 1;
        var reached = 0L;
        foreach (var rank in doubledRanks)
        {
            reached += rank;
            for (var sum = reached; sum >= 0; sum--)
            {
                probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
            }
        }

        return probability;
    }
}
