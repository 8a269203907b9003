using System.Globalization;
using RefacePS.Comparing;

namespace RefacePS.Bench.Cohort;

/// <summary>Measurements of nobody, the same every time.</summary>
internal static class MadeUpMeasurements
{
    private const double NoiseOfDefacing = 0.05;
    private const double NoiseOfRefacing = 0.02;

    /// <summary>Volumes about which subjects vary, mL.</summary>
    private static readonly (string Region, double Volume)[] Regions =
    [
        ("TotalIntracranial", 1450), ("GreyMatter", 640), ("WhiteMatter", 520), ("CerebrospinalFluid", 290),
        ("CorticalGreyMatter", 520),
        ("FrontalLobe", 190), ("ParietalLobe", 110), ("TemporalLobe", 120), ("OccipitalLobe", 75), ("Cerebellum", 140),
        ("BrainStem", 22),
        ("Hippocampus", 8), ("Thalamus", 13), ("Caudate", 7), ("Putamen", 9), ("Pallidum", 3), ("Ventricles", 30),
    ];

    /// <summary>Three variants of each subject, one at a time, with numbers as texts.</summary>
    public static IEnumerable<(MeasurementIdentity Identity, KeyValuePair<string, object?>[] Cells)> Draw(int subjects)
    {
        var random = new Random(1);
        for (var i = 0; i < subjects; i++)
        {
            var own = Array.ConvertAll(Regions, region => region.Volume * (0.8 + 0.4 * random.NextDouble()));
            yield return Measurement(i, "Original", own, 0, random);
            yield return Measurement(i, "Defaced", own, NoiseOfDefacing, random);
            yield return Measurement(i, "Refaced", own, NoiseOfRefacing, random);
        }
    }

    private static (MeasurementIdentity Identity, KeyValuePair<string, object?>[] Cells) Measurement(
        int subject, string variant, double[] volumes, double noise, Random random) =>
    (
        new() { Subject = string.Create(CultureInfo.InvariantCulture, $"sub-{subject:00000}"), Variant = variant },
        [.. Regions.Zip(volumes, (region, volume) => KeyValuePair.Create<string, object?>(
            region.Region, (volume * (1 + noise * (random.NextDouble() - 0.5)))
                .ToString("0.0000", CultureInfo.InvariantCulture)))]
    );
}
