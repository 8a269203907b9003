using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RefacePS.Comparing;
using RefacePS.Comparing.Reports;
using RefacePS.Files;
using RefacePS.Tests.Rendering;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Comparing.Reports;

public sealed partial class CohortReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheNumbersAreThoseOfTheRowsToTheLastBit()
    {
        var analysis = Analyse(SyntheticCohort.Table(20));
        var table = Between(Compose(analysis), "<section id=\"regions\">", "</section>");
        var cells = TableRow().Matches(table).Select(row => Data().Matches(row.Value).Select(Number).ToArray())
            .Where(numbers => numbers.Length > 0).ToArray();

        Assert.Equal(
            analysis.Comparison.Rows.OrderBy(row => Array.IndexOf(SyntheticCohort.Regions, row.Region))
                .Select(row => new[]
            {
                row.N, row.ReferenceMedian, row.Median, row.MeanDifferencePercent, row.SdDifferencePercent,
                    row.MedianDifferencePercent,
                row.LowerQuartilePercent, row.UpperQuartilePercent, row.Statistic, row.PValue, row.HolmPValue,
                row.BhPValue, row.EffectSize, row.Icc,
            }),
            cells);
    }

    [Fact]
    public void TheFileNeedsNoOtherAndRunsNothing()
    {
        var table = SyntheticCohort.Table(3);
        SyntheticCohort.Add(
            table, new() { Subject = "<script>alert(1)</script>\"", Variant = "Original", Error = "\"><img src=x>" });
        var html = Compose(Analyse(table), new() { Command = "Compare-Cohort <b>" });

        Assert.Contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"", html,
            StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Contains("Compare-Cohort &lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePlotHasALineARegionAndVariantAndSaysItInWords()
    {
        var analysis = Analyse(SyntheticCohort.Table(20));
        var svg = XElement.Parse(Between(Compose(analysis), "<svg class=\"plot\"", "</svg>") + "</svg>");
        var lines = svg.Elements("g").ToArray();

        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal(2 * SyntheticCohort.Regions.Length, lines.Length);
        Assert.All(lines, line => Assert.Equal(20, line.Elements("circle").Count() + line.Elements("path").Count()));
        var row = analysis.Comparison.Rows.Single(row => row is { Region: "Hippocampus", Variant: "Defaced" });
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Hippocampus, Defaced: median {row.MedianDifferencePercent:0.00} %, quartiles "
                + $"{row.LowerQuartilePercent:0.00} to {row.UpperQuartilePercent:0.00} %, 20 pairs.");
        Assert.Contains(text.Replace('-', '−'), lines.Select(line => line.Element("title")!.Value));
        Assert.Contains(text.Replace('-', '−'), svg.Element("desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void OfManyPairsOutliersAloneArePoints()
    {
        var svg = XElement.Parse(
            Between(Compose(Analyse(SyntheticCohort.Table(200))), "<svg class=\"plot\"", "</svg>") + "</svg>");
        Assert.All(svg.Elements("g"), line =>
            Assert.InRange(line.Elements("circle").Count() + line.Elements("path").Count(), 0, 60));
    }

    [Fact]
    public void ExclusionsAreListedWithTheirReasons()
    {
        var table = SyntheticCohort.Table(3);
        SyntheticCohort.Add(
            table, new() { Subject = "sub-04", Variant = "Original", Error = "NoHead: nothing found." });
        SyntheticCohort.Add(
            table, new() { Subject = "sub-05", Variant = "Original", Doubt = "no skull holds 3000 mL" }, 3000.0);
        var section = Between(Compose(Analyse(table)), "<section id=\"exclusions\">", "</section>");
        Assert.Contains(
            "<td>sub-04</td><td></td><td>Original</td><td>all</td><td>Failed</td><td>NoHead: nothing found.</td>",
            section, StringComparison.Ordinal);
        Assert.Contains(
            "<td>sub-05</td><td></td><td>Original</td><td>all</td><td>Doubtful</td><td>no skull holds 3000 mL</td>",
            section, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWorstCaseShowsBrainOfAllAndNoFaceOfTheOriginal()
    {
        var alts = AltTexts(
            Compose(Analyse(WithScans(Write("original.nii", nose: true), Write("defaced.nii", nose: false)))));
        Assert.Equal(
            [
                "worst, Defaced: sagittal slice", "worst, Original: coronal slice", "worst, Defaced: coronal slice",
                "worst, Original: axial slice",
                "worst, Defaced: axial slice", "worst, Defaced: surface, front",
                "worst, Defaced: surface, three-quarter", "worst, Defaced: surface, profile",
            ],
            alts);
    }

    [Fact]
    public void TheFaceOfTheOriginalIsShownWhereThatIsAskedFor()
    {
        var html = Compose(Analyse(WithScans(Write("original.nii", nose: true), Write("defaced.nii", nose: false))),
            new() { ShowOriginalFace = true });
        Assert.Equal(12, AltTexts(html).Length);
        Assert.Contains("It identifies people", html, StringComparison.Ordinal);
    }

    /// <summary>A scan that was defaced in memory has the path of the original, and one may be copied: neither may pass
    /// for defaced.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheOriginalIsNotShownUnderTheNameOfTheDefaced(bool isSameFile)
    {
        var original = Write("original.nii", nose: true);
        var defaced = isSameFile ? original : folder.File("copy.nii");
        if (!isSameFile)
        {
            File.Copy(original, defaced);
        }

        Assert.Equal(["worst, Original: coronal slice", "worst, Original: axial slice"],
            AltTexts(Compose(Analyse(WithScans(original, defaced)))));
    }

    [Fact]
    public void TheExportOfWhatWasMeasuredInMemoryIsFound()
    {
        var original = Write("sub-1_T1w.nii", nose: true);
        Write("sub-1_desc-defaced_T1w.nii", nose: false);
        Assert.Equal(
            8, AltTexts(Compose(Analyse(WithScans(original, original)), new() { ScanFolder = folder.Path })).Length);
    }

    /// <summary>Without a world nothing says which slice is which, and a slice of the original might show the
    /// face.</summary>
    [Fact]
    public void AnOriginalWithoutAWorldIsNotShown()
    {
        var original = folder.File("original.nii");
        NiftiWriter.Write(new SyntheticHead().ToVolume() with { HasWorld = false }, original, new());
        Assert.DoesNotContain(AltTexts(Compose(Analyse(WithScans(original, Write("defaced.nii", nose: false))))), alt =>
            alt.Contains("Original", StringComparison.Ordinal));
    }

    [Fact]
    public void AScanThatCannotBeReadSaysWhy()
    {
        var html = Compose(Analyse(WithScans(folder.File("none.nii"), Write("defaced.nii", nose: false))));
        Assert.Contains("none.nii", html, StringComparison.Ordinal);
        Assert.Equal(6, AltTexts(html).Length);
    }

    [Fact]
    public void APictureThatIsHandedOverIsShownUnlessItMayShowAFace()
    {
        var picture = folder.File("look.png");
        VolumeImageBytes(picture);
        var table = SyntheticCohort.Table(3);
        SyntheticCohort.Add(table, new() { Subject = "worst", Variant = "Original", Picture = picture }, 1400.0, 600.0,
            500.0, 280.0, 8.0);
        SyntheticCohort.Add(table, new() { Subject = "worst", Variant = "Refaced", Picture = picture }, 1400.0, 660.0,
            500.0, 280.0, 8.0);
        var html = Compose(Analyse(table));
        Assert.Equal(["worst, Refaced: picture"], AltTexts(html));
        Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(picture)), html, StringComparison.Ordinal);
    }

    private string Write(string name, bool nose)
    {
        NiftiWriter.Write(new SyntheticHead { HasNose = nose, VoxelSize = new(8) }.ToVolume(),
            folder.File(name), new());
        return folder.File(name);
    }

    private static void VolumeImageBytes(string path) =>
        File.WriteAllBytes(path, [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3]);

    /// <summary>Three subjects that differ little, and one that differs much and names its files.</summary>
    private static MeasurementTable WithScans(string original, string defaced)
    {
        var table = SyntheticCohort.Table(3);
        SyntheticCohort.Add(table, new() { Subject = "worst", Variant = "Original", Path = original }, 1400.0, 600.0,
            500.0, 280.0, 8.0);
        SyntheticCohort.Add(table, new() { Subject = "worst", Variant = "Defaced", Path = defaced }, 1400.0, 660.0,
            500.0, 280.0, 8.0);
        return table;
    }

    private static CohortAnalysis Analyse(MeasurementTable table) =>
        new CohortComparer(new()).Compare(table, CancellationToken.None);

    /// <summary>One worst case, so that the others, which name no file, play no part.</summary>
    private static string Compose(CohortAnalysis analysis, CohortReportOptions? options = null) =>
        CohortReport.Compose(analysis, (options ?? new()) with { WorstCaseCount = 1, PanelSize = 32 },
            CancellationToken.None);

    private static string[] AltTexts(string html) => [.. Alt().Matches(html).Select(match => match.Groups[1].Value)];

    private static string Between(string text, string begin, string end)
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex TableRow();

    [GeneratedRegex("<data value=\"([^\"]*)\">")]
    private static partial Regex Data();

    [GeneratedRegex("<img alt=\"([^\"]*)\" src=\"data:image/png;base64,")]
    private static partial Regex Alt();
}
