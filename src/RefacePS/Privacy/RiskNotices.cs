using System.Globalization;
using RefacePS.Reports;

namespace RefacePS.Privacy;

/// <summary>Notices that a reader of an attack should know before trusting it.</summary>
internal static class RiskNotices
{
    private const int SmallGallery = 20;

    public static IEnumerable<RiskNotice> Of(ReidentificationSummary summary, ReidentificationOptions options) =>
        Control(summary, options).Concat(Size(summary)).Concat(FewPeople(summary)).Concat(Exclusions(summary));

    private static IEnumerable<RiskNotice> Control(ReidentificationSummary summary, ReidentificationOptions options)
    {
        if (summary.Control.Count == 0)
        {
            yield return new(
                "NoControl", "The attack was not tried on intact faces. Where it finds nobody, that proves nothing: "
                    + "what it did not find is marked inconclusive.");
            yield break;
        }

        foreach (var row in summary.Control.Where(row => row.Top1 < options.LeastControl))
        {
            yield return new("ControlFailed", string.Create(
                CultureInfo.InvariantCulture,
                $"By {row.Distance} the attack ranks the owners of only {row.Top1:P0} of the intact faces first "
                    + $"({options.LeastControl:P0} are asked for). Where it finds nobody, that proves nothing: "
                    + $"it is marked inconclusive."));
        }
    }

    private static IEnumerable<RiskNotice> Size(ReidentificationSummary summary)
    {
        if (summary.Gallery < SmallGallery)
        {
            yield return new(
                "SmallGallery",
                $"The gallery has {Counted.Of(summary.Gallery, "person", "people")}. "
                    + $"With fewer than {SmallGallery} chance finds many, and a "
                    + $"risk that matters in a large archive cannot be seen.");
        }
    }

    private static IEnumerable<RiskNotice> FewPeople(ReidentificationSummary summary) => summary.Probes
        .GroupBy(probe => probe.Variant)
        .Select(set => (set.Key, People: set.Select(probe => probe.Subject).Distinct().Count()))
        .Where(set => set.People < RankFigures.FewPeople)
        .Select(set => new RiskNotice(
            "FewProbes",
            $"{set.Key}: faces of {Counted.Of(set.People, "person", "people")} were looked up. With fewer than "
                + $"{RankFigures.FewPeople} it proves nothing where owners are not found: it is marked inconclusive. "
                + $"Where they are found, guessing does as well in less than one of 20 tries."));

    private static IEnumerable<RiskNotice> Exclusions(ReidentificationSummary summary) => summary.Exclusions
        .GroupBy(exclusion => exclusion.Reason)
        .Select(group =>
            new RiskNotice(
                group.Key.ToString(), $"{group.Count()} left out ({group.Key}): {NameList.Of(group.Select(Name))}."));

    private static string Name(RiskExclusion exclusion) =>
        $"{exclusion.Subject ?? exclusion.Path ?? "no subject"} {exclusion.Variant}";
}
