using RefacePS.Comparing;
using RefacePS.Refacing.Models;
using RefacePS.Statistics;

namespace RefacePS.Tests.Comparing;

public sealed class CohortComparerTests
{
    [Fact]
    public void WhatWasPutInComesOut()
    {
        var comparison = Compare(SyntheticCohort.Table(20));

        Assert.Equal(2 * SyntheticCohort.Regions.Length, comparison.Rows.Count);
        Assert.Equal(["GreyMatter", "Hippocampus"],
            comparison.Rows.Where(row => row is { Variant: "Defaced", HolmPValue: < 0.05 }).Select(row => row.Region));
        Assert.DoesNotContain(comparison.Rows, row => row is { Variant: "Refaced", HolmPValue: < 0.05 });
        var hippocampus = Row(comparison, "Hippocampus", "Defaced");
        Assert.Equal(-3, hippocampus.MeanDifferencePercent, 0.2);
        Assert.Equal((20, 0.0, -1.0), (hippocampus.N, hippocampus.Statistic, hippocampus.EffectSize));
        Assert.Equal(Math.Pow(2, -19), hippocampus.PValue, 1e-15);
        Assert.Equal(5 * Math.Pow(2, -19), hippocampus.HolmPValue, 1e-15);
        Assert.Empty(comparison.Exclusions);
        Assert.Equal(20, comparison.Subjects);
        Assert.Equal(60, comparison.Measurements);
    }

    [Fact]
    public void AnyVariantIsTheReference()
    {
        var turned = Compare(SyntheticCohort.Table(20), new() { ReferenceVariant = "defaced" });
        Assert.Equal("Defaced", turned.ReferenceVariant);
        Assert.Equal(["Original", "Refaced"], turned.Rows.Select(row => row.Variant).Distinct());
        Assert.True(Row(turned, "Hippocampus", "Original").EffectSize > 0.99);
    }

    [Fact]
    public void SummariesCountAndTheFlaggedAreTestedAgain()
    {
        // Grey matter of 6 of 26 subjects loses 8 % by defacing, and is back after refacing.
        var comparison = Compare(SyntheticCohort.Table(20, table =>
        {
            for (var i = 0; i < 6; i++)
            {
                var grey = 600 + 10.0 * i;
                SyntheticCohort.Add(table, $"flagged-{i}", "Original", [1400, grey, 500, 280, 8]);
                SyntheticCohort.Add(table, $"flagged-{i}", "Defaced", [1400.5 + i, grey * 0.92, 500.5, 280.4, 8]);
                SyntheticCohort.Add(table, $"flagged-{i}", "Refaced",
                    [1400.1 - i % 2, grey * (0.999 + 0.002 * (i % 2)), 500.5 - i % 2, 280.4 - i % 2, 8]);
            }
        }));

        Assert.Equal(
            ["All", "All", "Flagged by Defaced", "Flagged by Defaced", "Flagged by Refaced", "Flagged by Refaced"],
            comparison.Variants.Select(variant => variant.Subset));
        Assert.Equal([6, 0, 6, 0, 0, 0], comparison.Variants.Select(variant => variant.Flagged));
        Assert.Equal(100 * 6 / 26.0, comparison.Variants[0].FlaggedPercent, 1e-12);
        Assert.Equal(2, comparison.Variants[0].SignificantHolm);
        Assert.Equal(0, comparison.Variants[1].SignificantHolm);
        Assert.Equal(6, comparison.Flagged.Count(scan => scan is { Variant: "Defaced", Region: "GreyMatter" }));
        Assert.Equal(-8, comparison.Flagged[0].DifferencePercent, 1e-9);
        var again = comparison.FlaggedRows.Single(
            row => row is { Subset: "Flagged by Defaced", Variant: "Defaced", Region: "GreyMatter" });
        Assert.Equal((6, Math.Pow(2, -5)), (again.N, again.PValue));
    }

    [Fact]
    public void FailuresExclusionsAndTheUnpairedAreListed()
    {
        var comparison = Compare(
            SyntheticCohort.Table(4, table =>
            {
                SyntheticCohort.Add(
                    table, new() { Subject = "sub-05", Variant = "Original", Error = "HeadNotFound: no head." });
                SyntheticCohort.Add(table, "sub-05", "Defaced", [1, 2, 3, 4, 5]);
                SyntheticCohort.Add(table, "sub-06", "Original", [1, 2, 3, 4, 5]);
                SyntheticCohort.Add(table, "sub-07", "Original");
            }),
            new()
            {
                ExcludedSubjects = new Dictionary<string, string>
                    { ["sub-01"] = "motion", ["sub-99"] = "typing error" },
                TrainingSubjects = new Dictionary<string, TrainingSubjects> { ["pix2pix 1"] = new(["sub-02"]) },
            });

        Assert.Equal(
            [
                ("sub-01", "Original", ExclusionReason.AsAsked), ("sub-01", "Defaced", ExclusionReason.AsAsked),
                ("sub-01", "Refaced", ExclusionReason.AsAsked),
                ("sub-02", "Original", ExclusionReason.TrainingSubject),
                ("sub-02", "Defaced", ExclusionReason.TrainingSubject),
                ("sub-02", "Refaced", ExclusionReason.TrainingSubject), ("sub-05", "Original", ExclusionReason.Failed),
                ("sub-05", "Defaced", ExclusionReason.Unpaired), ("sub-06", "Original", ExclusionReason.Unpaired),
                ("sub-07", "Original", ExclusionReason.Failed),
            ],
            comparison.Exclusions.Select(exclusion => (exclusion.Subject, exclusion.Variant, exclusion.Reason)));
        Assert.Equal("motion", comparison.Exclusions[0].Detail);
        Assert.Equal("HeadNotFound: no head.", comparison.Exclusions[6].Detail);
        Assert.Equal(
            ["AsAsked", "TrainingSubject", "Failed", "Unpaired", "ExcludedSubjectNotFound", "TooFewPairsForAlpha",
                "TooFewPairsForAlpha"],
            comparison.Notices.Select(notice => notice.Id));
        Assert.Equal(2, comparison.Subjects);
    }

    [Fact]
    public void SessionsArePairedByThemselvesAndSaidToDepend()
    {
        var table = new MeasurementTable();
        foreach (var (session, i) in ((string?[])["1", "2", null]).Select((session, i) => (session, i)))
        {
            SyntheticCohort.Add(table, new() { Subject = "a", Session = session, Variant = "Original" }, 1400.0 + i,
                600.0, 500.0, 280.0, 8.0);
            SyntheticCohort.Add(table, new() { Subject = "a", Session = session, Variant = "Defaced" }, 1401.0,
                600.5 + i, 500.0, 280.0, 8.0);
        }

        var comparison = Compare(table);
        Assert.All(comparison.Rows, row => Assert.Equal(3, row.N));
        Assert.Contains(comparison.Notices, notice => notice.Id == "RepeatedSubjects");
    }

    [Fact]
    public void ANumberThatIsMissingIsMissingForItsRegionAlone()
    {
        var comparison = Compare(SyntheticCohort.Table(4, table =>
        {
            SyntheticCohort.Add(table, "sub-05", "Original", 1400.0, "640.5", 500.0, 280.0, 8.0);
            SyntheticCohort.Add(table, "sub-05", "Defaced", double.NaN, "640,5", "NA", null, 8.0);
        }));

        Assert.Equal([4, 4, 4, 4, 5], comparison.Rows.Where(row => row.Variant == "Defaced").Select(row => row.N));
        Assert.Equal(
            [("TotalIntracranial", ExclusionReason.MissingValue), ("GreyMatter", ExclusionReason.NotANumber),
                ("WhiteMatter", ExclusionReason.MissingValue), ("CerebrospinalFluid", ExclusionReason.MissingValue)],
            comparison.Exclusions.Select(exclusion => (exclusion.Region, exclusion.Reason)));
    }

    [Fact]
    public void AnotherUnitIsFoundOut()
    {
        var comparison = Compare(SyntheticCohort.Table(4, table =>
        {
            SyntheticCohort.Add(table, "sub-05", "Original", [1400, 640, 500, 280, 8]);
            SyntheticCohort.Add(table, "sub-05", "Defaced", [1_400_000, 640_000, 500_000, 280_000, 8_000]);
            SyntheticCohort.Add(table, "sub-05", "Refaced", [1400, 640, 500, 280, 0.01]);
        }));

        var exclusion = Assert.Single(comparison.Exclusions);
        Assert.Equal(("sub-05", "Defaced", ExclusionReason.MixedUnits),
            (exclusion.Subject, exclusion.Variant, exclusion.Reason));
        Assert.Contains("1E+03 times", exclusion.Detail, StringComparison.Ordinal);
        Assert.Equal([4, 5], comparison.Variants.Take(2).Select(variant => variant.Pairs));
    }

    [Fact]
    public void EqualPairsGiveOneAndAreSaid()
    {
        var table = new MeasurementTable();
        for (var i = 0; i < 8; i++)
        {
            SyntheticCohort.Add(table, $"{i}", "Original", [1400 + i, 600, 500, 280, 0]);
            SyntheticCohort.Add(table, $"{i}", "Defaced", [1400 + i, 601 + i, 500, 279 - i, 0.1]);
        }

        var comparison = Compare(table);
        Assert.Equal(
            (0, 1, 0, 1),
            (Row(comparison, "TotalIntracranial", "Defaced").Statistic, Row(comparison, "TotalIntracranial", "Defaced")
                .PValue, Row(comparison, "TotalIntracranial", "Defaced").EffectSize,
                Row(comparison, "TotalIntracranial", "Defaced").Icc));
        Assert.Equal(["AllPairsEqual", "NoSpread", "ReferenceIsZero"], comparison.Notices.Select(notice => notice.Id));
        Assert.Contains("TotalIntracranial, WhiteMatter", comparison.Notices[0].Message, StringComparison.Ordinal);
        Assert.Equal(double.NaN, Row(comparison, "Hippocampus", "Defaced").MeanDifferencePercent);
        Assert.Equal(1, Row(comparison, "Hippocampus", "Defaced").EffectSize);
    }

    [Theory]
    [InlineData("brain 1.2.0", "brain 1.2.0", null)]
    [InlineData("brain 1.1.0", "brain 1.2.0", "1 pair of 5 mix them")]
    [InlineData("mine 1.0.0", "mine 1.0.0", "cannot be held against each other")]
    public void AnotherBrainAtlasIsTold(string original, string defaced, string? message)
    {
        var table = new MeasurementTable();
        for (var i = 0; i < 5; i++)
        {
            Add("Original", i == 4 ? original : "brain 1.2.0", i);
            Add("Defaced", i == 4 ? defaced : "brain 1.2.0", 1.5 * i);
        }

        var told = Compare(table).Notices.SingleOrDefault(notice => notice.Id == "SeveralAtlases")?.Message;
        Assert.Equal(message is null, told is null);
        Assert.Contains(message ?? string.Empty, told ?? string.Empty, StringComparison.Ordinal);

        void Add(string variant, string atlas, double more) => SyntheticCohort.Add(
            table, new() { Subject = $"{table.Given / 2}", Variant = variant, Atlas = atlas }, 1400 + more, 600 + more,
            500 + more, 280 + more, 8 + more);
    }

    [Fact]
    public void NumbersThatHaveNoDifferenceInPercentAreTold()
    {
        var table = new MeasurementTable();
        for (var i = 0; i < 8; i++)
        {
            SyntheticCohort.Add(table, $"{i}", "Original", [1400 + i, 600, 500 + i, 280 + i, i < 2 ? 0 : 8]);
            SyntheticCohort.Add(table, $"{i}", "Defaced", [1402 + i, i == 3 ? -1 : 601 + i, 501, 279 - i, 9]);
        }

        var notices = Compare(table).Notices;

        Assert.Contains("Hippocampus (2 of 8)",
            Assert.Single(notices, notice => notice.Id == "ReferenceIsZero").Message, StringComparison.Ordinal);
        Assert.Contains("GreyMatter (1 of 8)",
            Assert.Single(notices, notice => notice.Id == "NegativeNumber").Message, StringComparison.Ordinal);
    }

    /// <summary>A registration score or a voxel size beside the regions is no region.</summary>
    [Fact]
    public void OfTheObjectsOfMeasureBrainVolumeTheRegionsAreCompared()
    {
        var table = new MeasurementTable();
        for (var subject = 0; subject < 6; subject++)
        {
            foreach (var variant in (string[])["Original", "Defaced"])
            {
                var cells = BrainVolumes.RegionNames.SelectMany(region => ((string[])[region, region + "Percent"]))
                    .Append("RegistrationScore")
                    .Select((name, column) =>
                        KeyValuePair.Create(name, (object?)(10.0 + column + subject + variant.Length / 10.0)));
                table.Add(new MeasurementIdentity { Subject = $"sub-{subject}", Variant = variant }, cells);
            }
        }

        Assert.Equal(BrainVolumes.RegionNames, Compare(table).Regions);
        Assert.Equal(17, BrainVolumes.RegionNames.Distinct()
            .Count(region => typeof(BrainVolumes).GetProperty(region) is not null));
    }

    [Fact]
    public void PercentagesAreComparedOnlyWhereTheVolumesAreNot()
    {
        var table = new MeasurementTable();
        foreach (var (subject, variant, value) in ((string, string, double)[])[("a", "Original", 7),
            ("a", "Defaced", 8), ("b", "Original", 9), ("b", "Defaced", 7)])
        {
            table.Add(
                new() { Subject = subject, Variant = variant },
                new Dictionary<string, object?> { ["Caudate"] = value, ["CaudatePercent"] = value / 14,
                    ["PutamenPercent"] = value, ["Scanner"] = "Philips", ["Seen"] = true });
        }

        Assert.Equal(["Caudate", "PutamenPercent"], Compare(table).Regions);
        Assert.Equal(["CaudatePercent"], Compare(table, new() { Regions = [Exactly("caudatepercent")] })
            .Regions);
        Assert.Contains(Compare(table).Notices, notice => notice.Id == "NoFlagRegions");
        Assert.Equal(["a", "b"], Compare(table, new() { FlagRegions = [Exactly("Caudate")] })
            .Flagged.Select(scan => scan.Subject).Order());
    }

    [Fact]
    public void The_refusal_of_one_pair_ends_with_its_sentence() => Assert.EndsWith(
        "at least two.", Assert.Throws<CohortException>(() => Compare(SyntheticCohort.Table(1))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void WhatCannotBeComparedIsRefused()
    {
        Assert.Equal(CohortFault.NoPairs, FaultOf(new()));
        Assert.Equal(CohortFault.TooFewPairs, FaultOf(SyntheticCohort.Table(1)));
        Assert.Equal(CohortFault.ReferenceVariantNotFound,
            FaultOf(SyntheticCohort.Table(2), new() { ReferenceVariant = "Intact" }));
        Assert.Equal(CohortFault.RegionNotFound,
            FaultOf(SyntheticCohort.Table(2), new() { Regions = [Exactly("Amygdala")] }));
        Assert.Equal(CohortFault.RegionNotFound,
            FaultOf(SyntheticCohort.Table(2), new() { FlagRegions = [Exactly("Amygdala")] }));
        var alone = new MeasurementTable();
        SyntheticCohort.Add(alone, "a", "Original", [1, 2, 3, 4, 5]);
        SyntheticCohort.Add(alone, "b", "Defaced", [1, 2, 3, 4, 5]);
        Assert.Equal(CohortFault.NoPairs, FaultOf(alone));
        Assert.Equal(CohortFault.TooManyPairsForExact,
            FaultOf(SyntheticCohort.Table(501), new() { Test = new(WilcoxonMethod.Exact) }));
    }

    [Fact]
    public void AMeasurementThatCannotBePlacedIsRefusedAndListed()
    {
        var table = SyntheticCohort.Table(2);
        Assert.Equal(
            "DuplicateMeasurement", Assert.Throws<MeasurementException>(
                () => SyntheticCohort.Add(table, "sub-01", "DEFACED", [1, 2, 3, 4, 5])).ErrorId);
        Assert.Equal("MeasurementIncomplete",
            Assert.Throws<MeasurementException>(() => table.Add(new() { Subject = "sub-03" }, [])).ErrorId);

        var comparison = Compare(table);
        Assert.Equal([ExclusionReason.DuplicateMeasurement, ExclusionReason.MeasurementIncomplete],
            comparison.Exclusions.Select(exclusion => exclusion.Reason));
        Assert.Equal(8, comparison.Measurements);
    }

    private static CohortComparison Compare(MeasurementTable table, CohortOptions? options = null) =>
        new CohortComparer(options ?? new()).Compare(table, CancellationToken.None).Comparison;

    private static CohortFault FaultOf(MeasurementTable table, CohortOptions? options = null) =>
        Assert.Throws<CohortException>(() => Compare(table, options)).Fault;

    private static RegionComparison Row(CohortComparison comparison, string region, string variant) =>
        comparison.Rows.Single(row => row.Region == region && row.Variant == variant);

    private static RegionPattern Exactly(string name) =>
        new(name, other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
}
