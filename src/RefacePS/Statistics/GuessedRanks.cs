namespace RefacePS.Statistics;

/// <summary>The exact chances of guessing: each of some people is given a rank from 1 to the number of places, each
/// rank as often as any other.</summary>
/// <param name="People">How many are ranked.</param>
/// <param name="Places">The number of places.</param>
public sealed record GuessedRanks(int People, int Places)
{
    private const double Rounding = 1e-9;

    /// <summary>The probability that at least so many get the first place: the upper tail of a binomial
    /// distribution.</summary>
    public double FirstAtLeast(int count)
    {
        var first = 1.0 / Places;
        var term = Math.Pow(1 - first, People);
        var below = 0.0;
        for (var k = 0; k < Math.Min(count, People + 1); k++)
        {
            below += term;
            term *= (People - k) / (k + 1.0) * first / (1 - first);
        }

        return Math.Clamp(1 - below, 0, 1);
    }

    /// <summary>The probability that the mean of the ranks is so small, or smaller.</summary>
    public double MeanAtMost(double mean)
    {
        // The sum of the ranks less one of each, a person at a time: sums[s] is the probability of s.
        double[] sums = [1];
        for (var person = 0; person < People; person++)
        {
            var next = new double[sums.Length + Places - 1];
            var window = 0.0;
            for (var sum = 0; sum < next.Length; sum++)
            {
                window += (sum < sums.Length ? sums[sum] : 0) - (sum >= Places ? sums[sum - Places] : 0);
                next[sum] = window / Places;
            }

            sums = next;
        }

        // Equal ranks share their mean, which may lie between two sums: the upper one claims less.
        var most = (int)Math.Ceiling((mean - 1) * People - Rounding);
        return Math.Min(1, sums.Take(most + 1).Sum());
    }
}
