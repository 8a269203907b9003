namespace RefacePS.Comparing;

/// <summary>Measurements as a table, a row each, held column by column: eight bytes a number, however many there
/// are.</summary>
public sealed class MeasurementTable
{
    private const string PercentSuffix = "Percent";

    private readonly List<MeasurementIdentity> rows = [];
    private readonly List<TableColumn> columns = [];
    private readonly Dictionary<string, TableColumn> columnsByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<(string, string?, string)> known = [];
    private readonly Dictionary<string, string> variants = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<CohortExclusion> refused = [];
    private readonly List<string> models = [];

    /// <summary>Measurements that were given, refused ones too.</summary>
    public int Given => rows.Count + refused.Count;

    /// <summary>The number of them that were refused; these are the first of the exclusions.</summary>
    public int RefusedCount => refused.Count;

    /// <summary>The models that the measurements name, in the order in which they came.</summary>
    public IReadOnlyCollection<string> Models => models;

    /// <summary>Measurements that were refused.</summary>
    internal IReadOnlyList<CohortExclusion> Refused => refused;

    internal IReadOnlyList<MeasurementIdentity> Rows => rows;

    /// <summary>Variants in the order in which they came.</summary>
    internal IEnumerable<string> Variants => variants.Values;

    /// <summary>Adds a measurement.</summary>
    /// <param name="identity">Whose it is; an empty text is none. Variants are the same whatever their case.</param>
    /// <param name="cells">Names and cells: numbers, or texts that may be numbers.</param>
    /// <exception cref="MeasurementException">
    /// It names no subject or no variant, or those of an earlier one (<c>MeasurementIncomplete</c>,
    /// <c>DuplicateMeasurement</c>). It is left out, and listed among the exclusions.
    /// </exception>
    public void Add(MeasurementIdentity identity, IEnumerable<KeyValuePair<string, object?>> cells)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(cells);
        if (identity.Subject is not { } subject || identity.Variant is not { } variant)
        {
            throw Refuse(
                identity.Excluded(ExclusionReason.MeasurementIncomplete, "it names no subject or no variant."));
        }

        if (!variants.TryGetValue(variant, out var spelling))
        {
            variants.Add(variant, spelling = variant);
        }

        if (!known.Add((subject, identity.Session, spelling)))
        {
            throw Refuse(identity.Excluded(
                ExclusionReason.DuplicateMeasurement,
                "there is an earlier one of this subject, session and variant, which counts."));
        }

        foreach (var (name, cell) in cells)
        {
            ColumnOf(name).Add(rows.Count, cell);
        }

        if (identity.Model is { } model && !models.Contains(model))
        {
            models.Add(model);
        }

        rows.Add(identity with { Variant = spelling });
    }

    /// <summary>All columns, in the order in which they came.</summary>
    internal IReadOnlyList<TableColumn> Columns => columns;

    /// <summary>The column of a name, whatever its case; null where there is none of numbers.</summary>
    internal TableColumn? NumericColumn(string name) =>
        columnsByName.GetValueOrDefault(name) is { IsNumeric: true } column ? column : null;

    /// <summary>
    /// The columns that some patterns choose, in the order of the table; without patterns the regions of
    /// <see cref="BrainVolumes"/> where the table has them all, else all columns of numbers, but those of percentages
    /// only where the volumes themselves are not there.
    /// </summary>
    /// <exception cref="CohortException">A pattern chooses nothing, or there is no column of numbers.</exception>
    internal IReadOnlyList<TableColumn> Choose(IReadOnlyList<RegionPattern> patterns)
    {
        var numeric = patterns.Count == 0 ? [.. columns.Where(column => column.IsNumeric)]
            : columns.Where(column => column.Numbers > 0).ToArray();
        if (patterns.FirstOrDefault(pattern => !Array.Exists(numeric, column => pattern.Matches(column.Name))) is
            { } unmet)
        {
            throw new CohortException(
                CohortFault.RegionNotFound,
                $"No column of numbers is named '{unmet.Text}'. There are: {Names(numeric)}.");
        }

        var chosen = patterns.Count == 0
            ? Regions() ?? numeric.Where(column => !IsPercentOfAnother(column))
            : numeric.Where(column => patterns.Any(pattern => Takes(pattern, column)));
        return chosen.ToArray() is { Length: > 0 } some ? some
            : throw new CohortException(
                CohortFault.RegionNotFound,
                "The measurements have no column of numbers to compare.");
    }

    /// <summary>The columns that Measure-BrainVolume gives, or null for a table from elsewhere. They are regions
    /// whatever is in
    /// them: where one has texts in place of numbers, that is told of.</summary>
    private TableColumn[]? Regions()
    {
        var regions = BrainVolumes.RegionNames.Select(name => columnsByName.GetValueOrDefault(name))
            .OfType<TableColumn>()
            .ToArray();
        return regions.Length == BrainVolumes.RegionNames.Count && Array.Exists(regions, region => region.Numbers > 0)
            ? regions : null;
    }

    /// <summary>A wildcard that matches a volume and its percentage means the volume: the two are one
    /// measurement.</summary>
    private bool Takes(RegionPattern pattern, TableColumn column) => pattern.Matches(column.Name)
        && !(IsPercentOfAnother(column) && pattern.Matches(column.Name[..^PercentSuffix.Length]));

    private bool IsPercentOfAnother(TableColumn column) =>
        column.Name.EndsWith(PercentSuffix, StringComparison.OrdinalIgnoreCase)
        && NumericColumn(column.Name[..^PercentSuffix.Length]) is not null;

    private TableColumn ColumnOf(string name)
    {
        if (!columnsByName.TryGetValue(name, out var column))
        {
            columnsByName.Add(name, column = new(name, columns));
            columns.Add(column);
        }

        return column;
    }

    private MeasurementException Refuse(CohortExclusion exclusion)
    {
        refused.Add(exclusion);
        return new(exclusion);
    }

    private static string Names(TableColumn[] columns) => columns.Length == 0 ? "none"
        : string.Join(", ", columns.Select(column => column.Name));
}
