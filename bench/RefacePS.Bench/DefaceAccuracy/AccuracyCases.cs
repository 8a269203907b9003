using RefacePS.Files;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>The heads and what is made of them.</summary>
internal static class AccuracyCases
{
    private const double Angle = 25;
    private const double Thickness = 2.5;

    /// <summary>Of the validation heads, every this-many-th is also turned, rearranged and thickened.</summary>
    private const int VariantInterval = 7;

    /// <summary>Heads as they were scanned, each with the cases that are made of it (itself first).</summary>
    public static IEnumerable<(HeadCase Plain, IReadOnlyList<HeadCase> Cases)> Heads(SharedScans scans)
    {
        foreach (var (file, index) in scans.Files("cohort", "validation").Select((file, index) => (file, index)))
        {
            var plain = Plain(scans, "as scanned", file);
            yield return (plain, index % VariantInterval == 0 ? [plain, .. Variants(plain, index / VariantInterval)]
                : [plain]);
        }

        foreach (var file in scans.Files("other-scanners"))
        {
            var plain = Plain(scans, "another scanner", file);
            yield return (plain, [plain]);
        }
    }

    /// <summary>A scan as it is in its file.</summary>
    public static HeadCase Plain(SharedScans scans, string group, string file) =>
        new(group, SharedScans.NameOf(file), NiftiReader.Read(file), scans.CavityOf(file), AffineMatrix.Identity);

    private static IEnumerable<HeadCase> Variants(HeadCase plain, int index) =>
    [
        CaseVariants.Turned(plain, Angle, 0),
        CaseVariants.Turned(plain, -Angle, 0),
        CaseVariants.Turned(plain, 0, index % 2 == 0 ? Angle : -Angle),
        CaseVariants.Stored(plain, index % 2 == 0 ? "IPL" : "LAS"),
        CaseVariants.WithoutWorld(plain, plain.Scan.Grid.Orientation),
        CaseVariants.WithoutWorld(plain, "ARI"),
        CaseVariants.Thick(plain, index % 3, Thickness),
    ];
}
