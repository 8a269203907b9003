namespace RefacePS.Comparing;

/// <summary>A check that the two measurements of a pair can be in the same unit.</summary>
internal static class UnitCheck
{
    /// <summary>mL and mm3 are a factor of 1000 apart, litres and mL too; no defacing changes most of a brain a
    /// hundredfold.</summary>
    private const double ImplausibleFactor = 100;

    /// <summary>The typical factor between two measurements where most regions differ a hundredfold; null where they do
    /// not.</summary>
    public static double? ImplausibleRatio(IReadOnlyList<TableColumn> regions, int reference, int variant)
    {
        var ratios = regions.Select(region => region[variant] / region[reference])
            .Where(ratio => double.IsFinite(ratio) && ratio > 0).Order().ToArray();
        var implausible = ratios.Count(ratio => ratio is > ImplausibleFactor or < 1 / ImplausibleFactor);
        return 2 * implausible > ratios.Length ? ratios[ratios.Length / 2] : null;
    }
}
