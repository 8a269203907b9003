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
            .Concat(UnknownSubjects(table, options))
            .Concat(Sessions(comparison, pairing))
            .Concat(SmallSamples(comparison))
            .Concat(Regions(comparison))
            .Concat(Columns(comparison, table))
            .Concat(Flags(comparison, table));

    private static IEnumerable<CohortNotice> Exclusions(CohortComparison comparison) => comparison.Exclusions
        .GroupBy(exclusion => exclusion.Reason)
        .Select(group => new CohortNotice(
            group.Key.ToString(),
            $"{Counted(group.Count(), Kind(group.Key))} {Text(group.Key)}: {NameList.Of(group.Select(Name))}."));

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
                $"{Counted(doubtful.Length, "doubtful measurement")} counted as asked: {NameList.Of(names)}.");
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
                $"{pairing.Pairs.Count} pairs come from {comparison.Subjects} subjects. The tests take pairs as "
                    + $"independent, which sessions of one subject are not: p values are too small.");
        }
    }

    private static IEnumerable<CohortNotice> SmallSamples(CohortComparison comparison) => comparison.Variants
        .Where(variant => variant.Pairs > 0)
        .Select(variant => (Name: NameOf(variant), variant.Pairs, Least: Math.Pow(2, 1 - variant.Pairs)))
        .Where(variant => variant.Least >= comparison.Alpha)
        .Select(variant => new CohortNotice("TooFewPairsForAlpha", string.Create(
            CultureInfo.InvariantCulture,
            $"{variant.Name} has {Counted(variant.Pairs, "pair")}, and the smallest p value that so few can give is "
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
                $"{column.Name} was not compared: it has {column.Numbers} numbers and {column.Texts.Count} texts, such "
                    + $"as "
                    + $"'{column.Texts[0].Text}'. Name it with -Region to compare the numbers.");
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

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
