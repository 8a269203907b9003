using System.Globalization;
using RefacePS.Privacy.Reports;

namespace RefacePS.Tests.Privacy;

public sealed class ReidentificationReportTests
{
    [Fact]
    public void ThePageNeedsNoOtherRunsNothingAndShowsNoPicture()
    {
        var html = ReidentificationReport.Compose(
            Summary(), "Measure-ReidentificationRisk <b>", DateTimeOffset.UnixEpoch);

        Assert.Contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"", html,
            StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("Measure-ReidentificationRisk &lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("no commercial face recogniser", html, StringComparison.Ordinal);
        Assert.Contains("no control, be told", html, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNumbersAreThoseOfTheRowsToTheLastBit()
    {
        var summary = Summary();
        var html = ReidentificationReport.Compose(summary, string.Empty, DateTimeOffset.UnixEpoch);
        foreach (var value in (double[])[100 * summary.Rows[0].Top1, summary.Rows[0].MeanRankLow,
            summary.AverageFaceTests[0].MedianDifference, summary.AverageFaceTests[0].PValue])
        {
            Assert.Contains($"<data value=\"{value.ToString("R", CultureInfo.InvariantCulture)}\">", html,
                StringComparison.Ordinal);
        }
    }

    /// <summary>A line a set in each of the panels.</summary>
    [Fact]
    public void EverySetHasACurveADistance()
    {
        var html = ReidentificationReport.Compose(Summary(), string.Empty, DateTimeOffset.UnixEpoch);
        Assert.Equal(Enum.GetValues<FaceDistance>().Length, html.Split("<polyline").Length - 1);
    }

    private static ReidentificationSummary Summary() => new()
    {
        Gallery = 30,
        Seed = 1,
        Rows =
        [
            new()
            {
                Variant = "Refaced", Model = "<script>", Distance = FaceDistance.Surface, Probes = 3, Gallery = 30,
                    Top1 = 1.0 / 3, Top5 = 1, MeanRank = 2.1,
                MeanRankLow = 1.0 / 7, MeanRankHigh = 4, ControlTop1 = double.NaN, Verdict = RiskVerdict.AboveChance,
            },
        ],
        Control = [],
        AverageFaceRows = [],
        Probes =
        [
            new()
            {
                Subject = "a", Variant = "Refaced", RegistrationScore = 1, FaceInView = 1, FrontDepth = 1,
                    SideDepth = 2, ScaledDepth = 2.5, Surface = 3.5, Hausdorff95 = 4, Correlation = 5,
                Eigenface = 6,
            },
        ],
        ControlProbes = [],
        AverageFaceTests =
        [
            new()
            {
                Variant = "Refaced", Distance = FaceDistance.Surface, N = 3, MedianDistance = 2,
                    MedianAverageDistance = 3, MedianDifference = -1.0 / 3, NearerThanAverage = 2,
                Statistic = 1, PValue = 2.0 / 3, EffectSize = -0.5, Method = WilcoxonMethod.Exact,
            },
        ],
        Exclusions = [new("b", null, "Gallery", null, RiskExclusionReason.HeadNotFound, "no head")],
        Notices = [new("NoControl", "no control, be told")],
    };
}
