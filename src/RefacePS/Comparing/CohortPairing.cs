using System.Globalization;

namespace RefacePS.Comparing;

/// <summary>The measurements that belong together, and those that take no part.</summary>
/// <param name="Variants">All variants but the reference, in the order in which they came.</param>
/// <param name="Pairs">Subjects and sessions that have the reference and another variant, in the order in which they
/// came.</param>
/// <param name="Exclusions">Measurements that take no part, in the order in which they came.</param>
internal sealed record CohortPairing(
    string[] Variants, IReadOnlyList<ScanPair> Pairs, IReadOnlyList<CohortExclusion> Exclusions)
{
    /// <summary>Pairs the measurements of a table.</summary>
    /// <param name="table">The measurements.</param>
    /// <param name="regions">Where a measurement must have at least one number.</param>
    /// <param name="options">What to hold against what, and whom to leave out.</param>
    /// <exception cref="CohortException">No measurement is of the reference variant.</exception>
    public static CohortPairing Of(MeasurementTable table, IReadOnlyList<TableColumn> regions, CohortOptions options)
    {
        var reference = table.Variants.FirstOrDefault(
            variant => variant.Equals(options.ReferenceVariant, StringComparison.OrdinalIgnoreCase))
            ?? throw new CohortException(
                CohortFault.ReferenceVariantNotFound,
                $"No measurement is of the variant '{options.ReferenceVariant}'. There are: "
                    + $"{string.Join(", ", table.Variants)}. Choose one with -ReferenceVariant.");
        string[] variants = [.. table.Variants.Where(variant => variant != reference)];
        return new Builder(table, regions, options, reference, variants).Build();
    }

    private sealed class Builder(
        MeasurementTable table, IReadOnlyList<TableColumn> regions, CohortOptions options, string reference,
        string[] variants)
    {
        private readonly List<CohortExclusion> exclusions = [];
        private readonly Dictionary<string, CohortExclusion?> bySubject = [];

        public CohortPairing Build()
        {
            var groups = new Dictionary<(string, string?), List<int>>();
            for (var row = 0; row < table.Rows.Count; row++)
            {
                var identity = table.Rows[row];
                var key = (identity.Subject!, identity.Session);
                if (!groups.TryGetValue(key, out var group))
                {
                    groups.Add(key, group = []);
                }

                group.Add(row);
            }

            // A dictionary that nothing is removed from keeps the order of its making.
            ScanPair[] pairs = [.. groups.Values.Select(Pair).OfType<ScanPair>()];
            return new(variants, pairs, exclusions);
        }

        private ScanPair? Pair(List<int> rows)
        {
            var usable = rows.Where(IsUsable).ToArray();
            int? At(string variant) => usable.Select(row => (int?)row)
                .FirstOrDefault(row => table.Rows[row!.Value].Variant == variant);
            var pair = (Reference: At(reference), Variants: Array.ConvertAll(variants, At));
            if (pair.Reference is { } row && Array.Exists(pair.Variants, variant => variant is not null))
            {
                var identity = table.Rows[row];
                return new(identity.Subject!, identity.Session, row, pair.Variants);
            }

            exclusions.AddRange(usable.Select(Unpaired));
            return null;
        }

        private bool IsUsable(int row)
        {
            var identity = table.Rows[row];
            if (SubjectExclusion(identity) is { } exclusion)
            {
                exclusions.Add(identity.Excluded(exclusion.Reason, exclusion.Detail));
                return false;
            }

            if (Distrust(identity) is { } distrust)
            {
                exclusions.Add(distrust);
                return false;
            }

            var failure = identity.Error
                ?? (regions.All(region => double.IsNaN(region[row])) ? "It has no number in any region." : null);
            if (failure is not null)
            {
                exclusions.Add(identity.Excluded(ExclusionReason.Failed, failure));
            }

            return failure is null;
        }

        /// <summary>The reason for which the numbers of a measurement mean nothing, by its own word; null where they
        /// do.</summary>
        private CohortExclusion? Distrust(MeasurementIdentity identity) => identity switch
        {
            { Score: { } score } when !(score >= options.LeastScore) => identity.Excluded(
                ExclusionReason.LowScore,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Its registration score is {score:0.00}, below {options.LeastScore:0.00}: the brain was not "
                        + $"found, and the volumes are those of something else.")),
            { Doubt: { } doubt } when !options.IncludeDoubtful => identity.Excluded(ExclusionReason.Doubtful, doubt),
            _ => null,
        };

        /// <summary>The reason for which a whole subject is left out; the same for all its measurements.</summary>
        private CohortExclusion? SubjectExclusion(MeasurementIdentity identity)
        {
            var subject = identity.Subject!;
            if (!bySubject.TryGetValue(subject, out var exclusion))
            {
                exclusion = options.ExcludedSubjects.TryGetValue(subject, out var why)
                    ? identity.Excluded(ExclusionReason.AsAsked, why)
                    : options.TrainingSubjects.FirstOrDefault(model => model.Value.Contains(subject)).Key is { } model
                        ? identity.Excluded(
                            ExclusionReason.TrainingSubject, $"The subject trained the model '{model}'.")
                        : null;
                bySubject.Add(subject, exclusion);
            }

            return exclusion;
        }

        private CohortExclusion Unpaired(int row)
        {
            var identity = table.Rows[row];
            return identity.Excluded(ExclusionReason.Unpaired, identity.Variant == reference
                ? $"There is no usable measurement of another variant to hold against {reference}."
                : $"There is no usable measurement of {reference} to be held against.");
        }
    }
}
