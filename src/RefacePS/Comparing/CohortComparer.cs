namespace RefacePS.Comparing;

/// <summary>Holds the variants of a cohort against its reference, region by region, as the study of Huelnhagen et al.
/// did.</summary>
/// <param name="options">How.</param>
public sealed class CohortComparer(CohortOptions options)
{
    /// <summary>Compares.</summary>
    /// <exception cref="CohortException">There is nothing to compare, or too little.</exception>
    public CohortAnalysis Compare(MeasurementTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Given == 0)
        {
            throw new CohortException(
                CohortFault.NoPairs, "There is no measurement to compare. Check what stands before Compare-Cohort.");
        }

        var regions = table.Choose(options.Regions);
        var pairing = RequirePairs(WithinOneUnit(CohortPairing.Of(table, regions, options), table, regions));
        var flags = new ScanFlags(FlagRegions(table), options.FlagThresholdPercent);
        var reference = table.Rows[pairing.Pairs[0].Reference].Variant!;
        var runs = Subsets(pairing, flags)
            .SelectMany(subset => RunSubset(regions, reference, pairing, flags, subset, cancellationToken)).ToArray();
        var cells = CellExclusions(table, regions, pairing).ToArray();
        var comparison = new CohortComparison
        {
            ReferenceVariant = reference,
            Alpha = options.Alpha,
            FlagThresholdPercent = options.FlagThresholdPercent,
            FlagRegions = flags.Regions.Select(region => region.Name).ToArray(),
            Regions = regions.Select(region => region.Name).ToArray(),
            Measurements = table.Given,
            Subjects = pairing.Pairs.Select(pair => pair.Subject).Distinct().Count(),
            Rows = runs.Where(run => run.Summary.Subset == RegionTests.All).SelectMany(run => run.Rows).ToArray(),
            FlaggedRows = runs.Where(run => run.Summary.Subset != RegionTests.All).SelectMany(run => run.Rows)
                .ToArray(),
            Variants = runs.Select(run => run.Summary).ToArray(),
            Flagged = pairing.Variants.SelectMany((_, variant) => Flagged(table, pairing, flags, variant)).ToArray(),
            Exclusions = (CohortExclusion[])[.. table.Refused, .. pairing.Exclusions, .. cells],
            Notices = [],
        };
        return new(comparison with { Notices = CohortNotices.Of(comparison, table, pairing, options).ToArray() }, table,
            pairing, regions, flags, options.Test);
    }

    private CohortPairing RequirePairs(CohortPairing pairing) => pairing.Pairs.Count switch
    {
        0 => throw new CohortException(
            CohortFault.NoPairs,
            $"No subject has a usable measurement of {options.ReferenceVariant} and of another variant. "
                + $"{Causes(pairing)}"
            + "Subjects and sessions must be named alike in both; -SubjectProperty, -SessionProperty and "
            + "-VariantProperty say where the names are."),
        1 => throw new CohortException(
            CohortFault.TooFewPairs,
            ($"There is one pair to compare, of subject '{pairing.Pairs[0].Subject}'; a cohort has at least two. "
                + Causes(pairing)).TrimEnd()),
        var count when options.Test.Method == WilcoxonMethod.Exact && count > Statistics.WilcoxonTest.MostExactPairs =>
            throw new CohortException(
            CohortFault.TooManyPairsForExact,
            $"The exact distribution is computed for at most {Statistics.WilcoxonTest.MostExactPairs} pairs, and there "
                + $"are {count}: use the method Automatic or Approximate."),
        _ => pairing,
    };

    private static string Causes(CohortPairing pairing)
    {
        var causes = pairing.Exclusions.CountBy(exclusion => exclusion.Reason)
            .Select(cause => $"{cause.Value} {cause.Key}");
        return pairing.Exclusions.Count == 0 ? string.Empty : $"Left out: {string.Join(", ", causes)}. ";
    }

    /// <summary>Takes variants out whose numbers are in another unit than the reference's.</summary>
    private static CohortPairing WithinOneUnit(
        CohortPairing pairing, MeasurementTable table, IReadOnlyList<TableColumn> regions)
    {
        var exclusions = new List<CohortExclusion>(pairing.Exclusions);
        var pairs = new List<ScanPair>(pairing.Pairs.Count);
        foreach (var pair in pairing.Pairs)
        {
            var variants = (int?[])pair.Variants.Clone();
            for (var i = 0; i < variants.Length; i++)
            {
                if (variants[i] is { } row && UnitCheck.ImplausibleRatio(regions, pair.Reference, row) is { } ratio)
                {
                    variants[i] = null;
                    exclusions.Add(table.Rows[row].Excluded(ExclusionReason.MixedUnits, FormattableString.Invariant(
                        $"most regions are {ratio:G3} times those of {table.Rows[pair.Reference].Variant}: ")
                        + "the two cannot be in one unit. Convert one of them."));
                }
            }

            if (Array.Exists(variants, variant => variant is not null))
            {
                pairs.Add(pair with { Variants = variants });
            }
        }

        return pairing with { Pairs = pairs, Exclusions = exclusions };
    }

    private IReadOnlyList<TableColumn> FlagRegions(MeasurementTable table) => options.FlagRegions is { } asked
        ? table.Choose(asked)
        : [.. CohortOptions.UsualFlagRegions.Select(table.NumericColumn).OfType<TableColumn>()];

    /// <summary>All pairs, then those that each variant flags.</summary>
    private static IEnumerable<(string Name, IReadOnlyList<ScanPair> Pairs)> Subsets(
        CohortPairing pairing, ScanFlags flags)
    {
        yield return (RegionTests.All, pairing.Pairs);
        for (var variant = 0; variant < pairing.Variants.Length; variant++)
        {
            yield return ($"Flagged by {pairing.Variants[variant]}",
                [.. pairing.Pairs.Where(pair => flags.IsFlagged(pair, variant))]);
        }
    }

    private IEnumerable<(VariantSummary Summary, RegionComparison[] Rows)> RunSubset(
        IReadOnlyList<TableColumn> regions, string reference, CohortPairing pairing, ScanFlags flags,
        (string Name, IReadOnlyList<ScanPair> Pairs) subset, CancellationToken cancellationToken)
    {
        var tests = new RegionTests(regions, reference, options.Test);
        for (var variant = 0; variant < pairing.Variants.Length; variant++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = tests.Run(pairing.Variants[variant], variant, subset.Name, subset.Pairs);
            yield return (Summarize(rows, pairing.Variants[variant], variant, flags, subset), rows);
        }
    }

    private VariantSummary Summarize(
        RegionComparison[] rows, string name, int variant, ScanFlags flags,
        (string Name, IReadOnlyList<ScanPair> Pairs) subset) => new()
    {
        Variant = name,
        Subset = subset.Name,
        Pairs = subset.Pairs.Count(pair => pair.Variants[variant] is not null),
        Regions = rows.Count(row => !double.IsNaN(row.PValue)),
        Significant = rows.Count(row => row.PValue < options.Alpha),
        SignificantHolm = rows.Count(row => row.HolmPValue < options.Alpha),
        SignificantBh = rows.Count(row => row.BhPValue < options.Alpha),
        Flagged = subset.Pairs.Count(pair => flags.IsFlagged(pair, variant)),
    };

    private static IEnumerable<FlaggedScan> Flagged(MeasurementTable table, CohortPairing pairing, ScanFlags flags,
        int variant) => pairing.Pairs
        .Where(pair => flags.IsFlagged(pair, variant))
        .Select(pair => (Pair: pair, Worst: flags.Worst(pair, variant)!.Value))
        .OrderByDescending(scan => Math.Abs(scan.Worst.DifferencePercent))
        .Select(scan => new FlaggedScan(
            scan.Pair.Subject, scan.Pair.Session, pairing.Variants[variant], scan.Worst.Region,
            scan.Worst.DifferencePercent,
            table.Rows[scan.Pair.Variants[variant]!.Value].Path));

    /// <summary>Numbers that measurements which take part do not have.</summary>
    private static IEnumerable<CohortExclusion> CellExclusions(
        MeasurementTable table, IReadOnlyList<TableColumn> regions, CohortPairing pairing)
    {
        int[] rows = [.. pairing.Pairs.SelectMany(pair => pair.Variants.OfType<int>().Prepend(pair.Reference)).Order()];
        foreach (var region in regions)
        {
            var texts = region.Texts.ToDictionary(text => text.Row, text => text.Text);
            foreach (var row in rows.Where(row => double.IsNaN(region[row])))
            {
                yield return texts.TryGetValue(row, out var text)
                    ? table.Rows[row].Excluded(
                        ExclusionReason.NotANumber,
                        $"'{text}' is no number, with {(region.Convention ?? NumberConvention.Point).Name}.",
                        region.Name)
                    : table.Rows[row]
                    .Excluded(ExclusionReason.MissingValue, "It has no finite number here.", region.Name);
            }
        }
    }
}
