namespace RefacePS.Comparing;

/// <summary>The numbers of one region in the pairs of one variant; pairs that lack one of the two are left
/// out.</summary>
internal sealed class RegionPairs
{
    private RegionPairs(double[] reference, double[] variant) => (Reference, Variant) = (reference, variant);

    /// <summary>Numbers of the reference, a pair each.</summary>
    public double[] Reference { get; }

    /// <summary>Numbers of the variant, a pair each.</summary>
    public double[] Variant { get; }

    /// <summary>Variant less reference, a pair each.</summary>
    public double[] Differences() => [.. Reference.Zip(Variant, (reference, variant) => variant - reference)];

    /// <summary>Differences in % of the reference; pairs whose reference is 0 have none.</summary>
    public double[] DifferencesPercent() => [.. Reference.Zip(Variant, DifferencePercent).Where(double.IsFinite)];

    /// <summary>The difference in % of the reference: NaN where a number is missing or the reference is 0.</summary>
    public static double DifferencePercent(double reference, double variant) => reference == 0 ? double.NaN
        : 100 * (variant - reference) / reference;

    /// <summary>Gathers the numbers.</summary>
    /// <param name="region">The column.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="variant">Place of the variant among those of a pair.</param>
    public static RegionPairs Gather(TableColumn region, IReadOnlyList<ScanPair> pairs, int variant)
    {
        var (references, variants) = (new List<double>(pairs.Count), new List<double>(pairs.Count));
        foreach (var pair in pairs)
        {
            if (pair.Variants[variant] is { } row && !double.IsNaN(region[row])
                && !double.IsNaN(region[pair.Reference]))
            {
                references.Add(region[pair.Reference]);
                variants.Add(region[row]);
            }
        }

        return new([.. references], [.. variants]);
    }
}
