using System.Globalization;
using RefacePS.Reports;

namespace RefacePS.Comparing;

/// <summary>Notices that a reader of a comparison should know before trusting it.</summary>
internal static class CohortNotices
{
    public static IEnumerable<CohortNotice> Of(
        CohortComparison comparison, MeasurementTable table, CohortPairing pairing, CohortOptions options) =>
        Exclusions(comparison)
            .Concat(Doubts(table, pairing))
            .Concat(Atlases(table, pairing))
            .Concat(UnknownSubjects(table, options))
            .Concat(Sessions(comparison, pairing))
            .Concat(SmallSamples(comparison))
            .Concat(Regions(comparison))
            .Concat(Signs(table, pairing, comparison.Regions))
            .Concat(Columns(comparison, table))
            .Concat(Flags(comparison, table));

    private static IEnumerable<CohortNotice> Exclusions(CohortComparison comparison) => comparison.Exclusions
        .GroupBy(exclusion => exclusion.Reason)
        .Select(group => new CohortNotice(
            group.Key.ToString(),
            $"{Counted.Of(group.Count(), Kind(group.Key))} {Text(group.Key)}: {NameList.Of(group.Select(Name))}."));

    /// <summary>Doubtful measurements that take part, which they do only where it was asked for.</summary>
    private static IEnumerable<CohortNotice> Doubts(MeasurementTable table, CohortPairing pairing)
    {
        var doubtful = pairing.Pairs.SelectMany(pair => pair.Variants.OfType<int>().Prepend(pair.Reference))
            .Select(row => table.Rows[row]).Where(row => row.Doubt is not null).ToArray();
        if (doubtful.Length > 0)
        {
            var names = doubtful.Select(row => Name(row.Excluded(ExclusionReason.Doubtful, row.Doubt!)));
            yield return new(
                "DoubtfulIncluded",
                $"{Counted.Of(doubtful.Length, "doubtful measurement")} counted as asked: {NameList.Of(names)}.");
        }
    }

    private static IEnumerable<CohortNotice> Atlases(MeasurementTable table, CohortPairing pairing)
    {
        var pairs = pairing.Pairs.Select(pair => pair.Variants.OfType<int>().Prepend(pair.Reference)
            .Select(row => table.Rows[row].Atlas).OfType<string>().Distinct().ToArray()).ToArray();
        var atlases = pairs.SelectMany(pair => pair).Distinct().ToArray();
        if (atlases.Length > 1)
        {
            var mixed = pairs.Count(pair => pair.Length > 1);
            yield return new(
                "SeveralAtlases",
                $"The measurements were made with {atlases.Length} brain atlases: {NameList.Of(atlases)}. "
                    + (mixed > 0 ? $"{Counted.Of(mixed, "pair")} of {pairs.Length} mix them, and "
                        + "what differs there may be the atlas. "
                        : "Their volumes cannot be held against each other. ")
                    + "Measure all scans with one.");
        }
    }

    private static IEnumerable<CohortNotice> UnknownSubjects(MeasurementTable table, CohortOptions options)
    {
        var unknown = options.ExcludedSubjects.Keys.Except(table.Rows.Select(row => row.Subject!)).ToArray();
        if (unknown.Length > 0)
        {
            yield return new(
                "ExcludedSubjectNotFound",
                $"To be left out, and not among the measurements: {NameList.Of(unknown)}. Check how the subjects are "
                    + $"spelled.");
        }
    }

    private static IEnumerable<CohortNotice> Sessions(CohortComparison comparison, CohortPairing pairing)
    {
        if (pairing.Pairs.Count > comparison.Subjects)
        {
            yield return new(
                "RepeatedSubjects",
                $"{pairing.Pairs.Count} pairs come from {Counted.Of(comparison.Subjects, "subject")}. The tests take "
                    + $"pairs as independent, which sessions of one subject are not: p values are too small.");
        }
    }

    private static IEnumerable<CohortNotice> SmallSamples(CohortComparison comparison) => comparison.Variants
        .Where(variant => variant.Pairs > 0)
        .Select(variant => (Name: NameOf(variant), variant.Pairs, Least: Math.Pow(2, 1 - variant.Pairs)))
        .Where(variant => variant.Least >= comparison.Alpha)
        .Select(variant => new CohortNotice("TooFewPairsForAlpha", string.Create(
            CultureInfo.InvariantCulture,
            $"{variant.Name} has {Counted.Of(variant.Pairs, "pair")}, and the smallest p value that so few can give is "
                + $"{variant.Least:0.###}: nothing can be significant at {comparison.Alpha}.")));

    private static string NameOf(VariantSummary variant) => variant.Subset == RegionTests.All
        ? variant.Variant
        : $"{variant.Variant} in scans {char.ToLowerInvariant(variant.Subset[0])}{variant.Subset[1..]}";

    private static IEnumerable<CohortNotice> Regions(CohortComparison comparison)
    {
        foreach (var variant in comparison.Rows.GroupBy(row => row.Variant))
        {
            if (RegionsWith(variant, row => row.N < RegionTests.LeastPairs) is { } few)
            {
                yield return new(
                    "RegionNotTested", $"{variant.Key}: fewer than two pairs have numbers of {few}; not tested.");
            }

            if (RegionsWith(variant, row => row is { N: >= RegionTests.LeastPairs, Statistic: 0, EffectSize: 0 }) is
                { } equal)
            {
                yield return new(
                    "AllPairsEqual",
                    $"{variant.Key}: all pairs are equal in {equal}; p is 1 there. Check that both were measured.");
            }

            if (RegionsWith(variant, row => row.N >= RegionTests.LeastPairs && double.IsNaN(row.Icc)) is { } constant)
            {
                yield return new(
                    "NoSpread", $"{variant.Key}: all subjects have the same numbers in {constant}; there is no ICC.");
            }

            if (RegionsWith(variant, row => row.N > 0 && double.IsNaN(row.MeanDifferencePercent)) is { } zero)
            {
                yield return new(
                    "ReferenceIsZero", $"{variant.Key}: the reference is 0 in {zero}; there are no differences in %.");
            }
        }
    }

    /// <summary>Notices on numbers that a difference in % cannot be told by: a reference of 0 in some pairs, and
    /// negative numbers, which no volume has and tables write for missing ones.</summary>
    private static IEnumerable<CohortNotice> Signs(
        MeasurementTable table, CohortPairing pairing, IReadOnlyList<string> regions)
    {
        var columns = table.Columns.Where(column => regions.Contains(column.Name)).ToArray();
        for (var variant = 0; variant < pairing.Variants.Length; variant++)
        {
            var numbers = columns.Select(
                column => (column.Name, Pairs: RegionPairs.Gather(column, pairing.Pairs, variant))).ToArray();
            if (Having(numbers, pairs => pairs.Reference.Contains(0) && pairs.Reference.Any(number => number != 0),
                pairs => pairs.Reference.Count(number => number == 0)) is { } zero)
            {
                yield return new(
                    "ReferenceIsZero",
                    $"{pairing.Variants[variant]}: the reference is 0 in some pairs of {zero}; these have no "
                        + "difference in %, and no scan is flagged by them.");
            }

            if (Having(numbers, pairs => Negative(pairs) > 0, Negative) is { } negative)
            {
                yield return new(
                    "NegativeNumber",
                    $"{pairing.Variants[variant]}: there are negative numbers in pairs of {negative}. No volume is "
                        + "negative: where they stand for missing values, empty the cells; a difference in % of a "
                        + "negative reference has the wrong sign.");
            }
        }

        static int Negative(RegionPairs pairs) =>
            pairs.Reference.Zip(pairs.Variant).Count(pair => pair.First < 0 || pair.Second < 0);
    }

    private static string? Having(
        (string Name, RegionPairs Pairs)[] regions, Func<RegionPairs, bool> predicate, Func<RegionPairs, int> count) =>
        regions.Where(region => predicate(region.Pairs))
            .Select(region => $"{region.Name} ({count(region.Pairs)} of {region.Pairs.Reference.Length})").ToArray() is
            { Length: > 0 } names ? NameList.Of(names) : null;

    /// <summary>Notices on numbers that came as texts and how they were read, and on columns that were not taken for
    /// numbers.</summary>
    private static IEnumerable<CohortNotice> Columns(CohortComparison comparison, MeasurementTable table)
    {
        var compared = comparison.Regions.ToHashSet();
        var conventions = table.Columns.Where(column => compared.Contains(column.Name))
            .Where(column => column.Convention is { } convention && convention != NumberConvention.Point)
            .GroupBy(column => column.Convention!);
        foreach (var columns in conventions)
        {
            yield return new(
                "NumberFormat", $"Read with {columns.Key.Name}: {NameList.Of(columns.Select(column => column.Name))}.");
        }

        foreach (var column in table.Columns.Where(
            column => !compared.Contains(column.Name)
            && column is { Numbers: >= RegionTests.LeastPairs, IsNumeric: false }))
        {
            yield return new(
                "ColumnPartlyNumbers",
                $"{column.Name} was not compared: it has {Counted.Of(column.Numbers, "number")} and "
                    + $"{Counted.Of(column.Texts.Count, "text")}, such as '{column.Texts[0].Text}'. "
                    + $"Name it with -Region to compare the numbers.");
        }
    }

    private static IEnumerable<CohortNotice> Flags(CohortComparison comparison, MeasurementTable table)
    {
        if (comparison.FlagRegions.Count == 0)
        {
            yield return new(
                "NoFlagRegions",
                $"No scan is flagged, for there is no column {string.Join(", ", CohortOptions.UsualFlagRegions)}: name "
                    + $"the columns to look at with -FlagRegion.");
        }

        foreach (var region in comparison.FlagRegions.Select(name => table.NumericColumn(name)!))
        {
            if (Enumerable.Range(0, table.Rows.Count).All(row => !(Math.Abs(region[row]) > 0)))
            {
                yield return new("ReferenceIsZero", $"No scan can be flagged by {region.Name}: it is 0 everywhere.");
            }
        }
    }

    private static string? RegionsWith(IEnumerable<RegionComparison> rows, Func<RegionComparison, bool> predicate) =>
        rows.Where(predicate).Select(row => row.Region).ToArray() is { Length: > 0 } regions
        ? NameList.Of(regions) : null;

    private static string Kind(ExclusionReason reason) =>
        reason is ExclusionReason.MissingValue or ExclusionReason.NotANumber ? "number" : "measurement";

    private static string Text(ExclusionReason reason) => reason switch
    {
        ExclusionReason.Failed => "failed",
        ExclusionReason.TrainingSubject => "left out: the subjects trained the model in use",
        ExclusionReason.AsAsked => "left out as asked",
        ExclusionReason.MeasurementIncomplete => "left out: no subject or variant is named",
        ExclusionReason.DuplicateMeasurement => "left out: an earlier one has the same subject, session and variant",
        ExclusionReason.Unpaired => "left out: there is nothing to pair them with",
        ExclusionReason.MixedUnits => "left out: the unit is not the reference's",
        ExclusionReason.LowScore => "left out: the brain was not found in the scan",
        ExclusionReason.Doubtful => "left out: they call themselves doubtful",
        ExclusionReason.MissingValue => "missing",
        _ => "left out: not a number",
    };

    private static string Name(CohortExclusion exclusion) =>
        string.Join(' ', new[] { exclusion.Subject ?? "no subject", exclusion.Session, exclusion.Variant,
            exclusion.Region }.Where(part => part is not null));
}
