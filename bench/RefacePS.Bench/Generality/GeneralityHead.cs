using RefacePS.Files;
using RefacePS.Files.Dicom;

namespace RefacePS.Bench.Generality;

/// <summary>A head, read or made when it is first asked for.</summary>
/// <param name="Group">The kind of head; a row of the table.</param>
/// <param name="Name">What tells it from the others.</param>
/// <param name="IsT1Weighted">Whether its brain can be measured.</param>
/// <param name="Read">Reads or makes it.</param>
/// <param name="Number">Draws the forms that it is looked at in, one of a kind; null for all of them.</param>
internal sealed record GeneralityHead(
    string Group, string Name, bool IsT1Weighted, Func<HeadScan> Read, int? Number = null)
{
    /// <summary>Other scans than T1-weighted ones, by what is in their names.</summary>
    private static readonly string[] OtherContrasts = ["T2", "t2", "ct", "fl2d"];

    /// <summary>Real heads: of the cohort every so-many-th.</summary>
    public static IEnumerable<GeneralityHead> Real(SharedScans scans, int every) =>
    [
        .. scans.Files("other-scanners").Select(file => OfFile("other scanners", file)),
        .. scans.Files("other-scanners").Select(
            file => OfFile("the same, filled up to 256 mm", file, " filled up", OtherGrid.Upright)),
        .. scans.Files("other-scanners").Select(
            file => OfFile("the same, turned as well", file, " turned", OtherGrid.Turned)),
        .. Series(scans),
        .. scans.Files("cohort", "validation").Where((_, index) => index % every == 0)
            .Select(file => OfFile("cohort", file)),
    ];

    /// <summary>Heads made of label maps.</summary>
    public static IEnumerable<GeneralityHead> Made(SharedScans scans, int count, int seed) =>
        Enumerable.Range(0, count).Select(index =>
        {
            var recipe = MadeHead.Draw(scans, seed, index);
            var (age, contrast) = (
                recipe.Age.ToString().ToLowerInvariant(), recipe.IsT1Weighted ? "T1-weighted" : "any contrast");
            return new GeneralityHead(
                $"{MadeHead.Group}, {age}, {contrast}", FormattableString.Invariant($"made {seed}-{index:000}"),
                recipe.IsT1Weighted, recipe.Scan, recipe.Seed & int.MaxValue);
        });

    private static GeneralityHead OfFile(
        string group, string file, string form = "", Func<Volume, Volume>? bring = null)
    {
        var name = SharedScans.NameOf(file);
        return new(group, name + form, IsT1(name), () =>
            new(bring is null ? NiftiReader.Read(file) : bring(NiftiReader.Read(file))));
    }

    private static IEnumerable<GeneralityHead> Series(SharedScans scans)
    {
        var folder = scans.PathOf("dicom");
        return Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(series =>
                new GeneralityHead("DICOM", Path.GetFileName(series), IsT1(Path.GetFileName(series)), () =>
                    new(DicomListing.Read(DicomListing.FilesOf(series), null, default).Series[0].Read())))
            : [];
    }

    private static bool IsT1(string name) =>
        !OtherContrasts.Any(contrast => name.Contains(contrast, StringComparison.Ordinal));
}
