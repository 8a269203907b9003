using RefacePS.Statistics;

namespace RefacePS.Tests.Statistics;

public sealed class GuessedRanksTests
{
    /// <summary>The oracle counts all ways in which people can be ranked.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 5)]
    [InlineData(4, 3)]
    [InlineData(3, 7)]
    public void Chances_are_those_of_all_ways_to_rank(int people, int places)
    {
        var guessed = new GuessedRanks(people, places);
        int[][] ways = [[]];
        for (var person = 0; person < people; person++)
        {
            ways = [.. ways.SelectMany(way => Enumerable.Range(1, places).Select(rank => (int[])[.. way, rank]))];
        }

        for (var count = 0; count <= people + 1; count++)
        {
            Assert.Equal(
                ways.Average(way => way.Count(rank => rank == 1) >= count ? 1 : 0.0), guessed.FirstAtLeast(count), 12);
        }

        for (var sum = people; sum <= people * places; sum++)
        {
            Assert.Equal(ways.Average(way => way.Sum() <= sum ? 1 : 0.0),
                guessed.MeanAtMost((double)sum / people), 12);
        }
    }

    [Fact]
    public void A_mean_between_two_sums_counts_as_the_upper_one() =>
        Assert.Equal(new GuessedRanks(2, 5).MeanAtMost(2), new GuessedRanks(2, 5).MeanAtMost(1.75));
}
