using RefacePS.Comparing;

namespace RefacePS.Tests.Comparing;

/// <summary>Measurements of made-up subjects: what was put in is known, and comes out.</summary>
internal static class SyntheticCohort
{
    public static readonly string[] Regions = ["TotalIntracranial", "GreyMatter", "WhiteMatter", "CerebrospinalFluid",
        "Hippocampus"];

    private static readonly double[] Volumes = [1450, 640, 520, 290, 8];

    /// <summary>Defaced scans lose 2 % of grey matter and 3 % of hippocampus, refaced ones nothing; both have noise of
    /// up to 0.5 %.</summary>
    public static MeasurementTable Table(int subjects, Action<MeasurementTable>? also = null)
    {
        var (table, random) = (new MeasurementTable(), new Random(11));
        for (var i = 1; i <= subjects; i++)
        {
            var own = Volumes.Select(volume => volume * (0.9 + 0.2 * random.NextDouble())).ToArray();
            foreach (var (variant, loss) in ((string, double[])[])[("Original", [0, 0, 0, 0, 0]),
                ("Defaced", [0, 2, 0, 0, 3]), ("Refaced", [0, 0, 0, 0, 0])])
            {
                var noise = variant == "Original" ? 0 : 0.01;
                Add(table, $"sub-{i:00}", variant,
                    [.. own.Select(
                        (volume, j) => volume * (1 - loss[j] / 100) * (1 + noise * (random.NextDouble() - 0.5)))]);
            }
        }

        also?.Invoke(table);
        return table;
    }

    /// <summary>Adds a measurement with cells in the order of <see cref="Regions"/>.</summary>
    public static void Add(MeasurementTable table, string subject, string variant, params IEnumerable<object?> cells) =>
        Add(table, new MeasurementIdentity { Subject = subject, Variant = variant }, cells);

    public static void Add(MeasurementTable table, MeasurementIdentity identity, params IEnumerable<object?> cells) =>
        table.Add(identity, Regions.Zip(cells, KeyValuePair.Create));

    public static void Add(MeasurementTable table, string subject, string variant, double[] volumes) =>
        Add(table, subject, variant, volumes.Cast<object?>());
}
