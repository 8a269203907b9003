using RefacePS.Privacy;
using RefacePS.Statistics;

namespace RefacePS.Tests.Privacy;

public sealed class RankFiguresTests
{
    private const double ControlIsFound = 1;

    /// <summary>Two faces, both nearer to the owner than to most: guessing does that in one of four tries.</summary>
    [Fact]
    public void Two_faces_in_the_upper_half_are_no_finding() =>
        Assert.Equal(RiskVerdict.Inconclusive, VerdictOn(40, 12, 15));

    [Fact]
    public void One_of_two_in_a_gallery_of_two_is_no_finding() =>
        Assert.Equal(RiskVerdict.Inconclusive, VerdictOn(2, 1, 2));

    [Fact]
    public void Few_owners_that_are_all_first_of_many_are_a_finding() =>
        Assert.Equal(RiskVerdict.AboveChance, VerdictOn(40, 1, 1));

    [Fact]
    public void Few_owners_that_are_not_found_prove_nothing() => Assert.Equal(
        RiskVerdict.Inconclusive, VerdictOn(40, [.. Enumerable.Repeat(20.5, RankFigures.FewPeople - 1)]));

    [Fact]
    public void Enough_owners_that_are_not_found_are_at_chance() => Assert.Equal(
        RiskVerdict.AtChance, VerdictOn(
            40, [.. Enumerable.Range(12, RankFigures.FewPeople).Select(rank => (double)rank)]));

    /// <summary>Four faces of each of two people, as of four seeds, say no more than two faces.</summary>
    [Fact]
    public void Faces_of_one_person_count_as_one()
    {
        var faces = Enumerable.Range(0, 8).ToArray();
        var verdict = RankFigures.Of(faces, face => $"{face % 2}", face => 12 + face % 2, 40, new Bootstrap(1))
            .Judge(ControlIsFound, 0.9);
        Assert.Equal(RiskVerdict.Inconclusive, verdict);
    }

    private static RiskVerdict VerdictOn(int gallery, params double[] ranks) => RankFigures.Of(
        [.. ranks.Index()], face => $"{face.Index}", face => face.Item, gallery, new Bootstrap(1))
        .Judge(ControlIsFound, 0.9);
}
