using System.Globalization;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class CompareCohortTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private const string Command = ",RefacePS.Commands.CompareCohortCommand";

    /// <summary>Twelve subjects: defacing takes 1 to 2 % of grey matter, refacing shifts it by 0.1 % up and
    /// down.</summary>
    private const string Cohort = """
        $rows = foreach ($i in 1..12) {
            $grey = 600 + 3 * $i
            [pscustomobject]@{ Subject = "sub-$i"; Variant = 'Original'; GreyMatter = $grey;
                GreyMatterPercent = 41; Hippocampus = 8 + $i / 100; Path = $null; Error = $null }
            [pscustomobject]@{ Subject = "sub-$i"; Variant = 'Defaced'; GreyMatter = $grey * (0.99 - $i / 2000);
                GreyMatterPercent = 40; Hippocampus = 8.01 + $i / 90; Path = $null; Error = $null }
            [pscustomobject]@{ Subject = "sub-$i"; Variant = 'Refaced'; GreyMatter = $grey * (1 + ($i - 6.6) / 1000);
                GreyMatterPercent = 41; Hippocampus = 8 + $i / 99; Path = $null; Error = $null }
        }

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("$rows | Compare-Cohort")]
    [InlineData("Compare-Cohort $rows")]
    public void Rows_come_out_flat_a_variant_and_region_each(string script)
    {
        var result = engine.RunToEnd(Cohort + script);

        Assert.Null(result.Fatal);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(
            ["Defaced GreyMatter", "Defaced Hippocampus", "Refaced GreyMatter", "Refaced Hippocampus"],
            result.Output.Select(row => $"{row.Properties["Variant"].Value} {row.Properties["Region"].Value}"));
        Assert.All(result.Output, row =>
            Assert.All(row.Properties, property =>
                Assert.True(property.Value is string or int or double or Enum, property.Name)));
        Assert.Equal(
            (12, 2.0 / 4096, -1.0), (result.Output[0].Properties["N"].Value, result.Output[0].Properties["PValue"]
                .Value, result.Output[0].Properties["EffectSize"].Value));
        Assert.Equal(2 * 2.0 / 4096, result.Output[0].Properties["HolmPValue"].Value);
    }

    [Fact]
    public void A_volume_is_to_be_measured_first()
    {
        BallFile.Write(folder.File("scan.nii"));
        var fatal = engine.RunToEnd("Import-Volume $args[0] | Compare-Cohort", folder.File("scan.nii")).Fatal;
        Assert.Equal("PropertyNotFound,RefacePS.Commands.CompareCohortCommand", fatal?.FullyQualifiedErrorId);
        Assert.Contains("Measure-BrainVolume", fatal!.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grey*", "GreyMatter")]
    [InlineData("*Percent", "GreyMatterPercent")]
    [InlineData("GreyMatterPercent", "GreyMatterPercent")]
    [InlineData("*, *Percent", "GreyMatter GreyMatterPercent Hippocampus")]
    public void A_wildcard_takes_the_volume_and_not_its_percentage_too(string patterns, string regions) => Assert.Equal(
        regions, string.Join(' ', engine.RunToEnd(Cohort + $"$rows | Compare-Cohort -Region {patterns}")
            .Output.Where(row => row.Properties["Variant"].Value is "Refaced")
            .Select(row => row.Properties["Region"].Value)));

    [Fact]
    public void A_summary_holds_the_same_rows_and_counts_them()
    {
        var result = engine.RunToEnd(
            Cohort + "$s = $rows | Compare-Cohort -Summary -ThresholdPercent 1.3; $r = $rows | Compare-Cohort; $s; "
                + "($s.Rows -join '|') -eq ($r -join '|'); $s.Variants[0]; $s.Flagged");
        Assert.Equal("RefacePS.CohortComparison", result.Output[0].BaseObject.GetType().FullName);
        Assert.Equal(true, result.Output[1].BaseObject);
        Assert.Equal(
            (2, 6), (result.Output[2].Properties["SignificantHolm"].Value, result.Output[2]
                .Properties["Flagged"].Value));
        Assert.Equal("sub-12", result.Output[3].Properties["Subject"].Value);
    }

    [Fact]
    public void A_table_of_texts_with_names_of_its_own_is_compared_too()
    {
        var result = engine.RunToEnd("""
            $rows = foreach ($i in 1..8) {
                [pscustomobject]@{ id = "$i"; visit = 'a'; pipeline = 'full'
                    'Left-Caudate' = "$(3000 + $i).5"; Age = "$i"; note = 'ok' }
                [pscustomobject]@{ id = "$i"; visit = 'a'; pipeline = 'pydeface'
                    'Left-Caudate' = "$(3010 + 2 * $i).25"; Age = "$i"; note = '' }
            }
            $names = @{ SubjectProperty = 'id'; SessionProperty = 'visit'; VariantProperty = 'pipeline' }
            $rows | Compare-Cohort @names -ReferenceVariant FULL -Region *caudate -FlagRegion *caudate
            """);

        Assert.Empty(result.Errors);
        var row = Assert.Single(result.Output);
        Assert.Equal(
            ("Left-Caudate", "pydeface", "full", 8), (row.Properties["Region"].Value, row.Properties["Variant"].Value,
                row.Properties["ReferenceVariant"].Value, row.Properties["N"].Value));
        Assert.Equal(2.0 / 256, row.Properties["PValue"].Value);
    }

    /// <summary>A table that Export-Csv wrote in a German session, read in any session.</summary>
    [Theory]
    [InlineData(".")]
    [InlineData(",")]
    public void A_table_with_decimal_commas_is_read_and_said(string decimalSign)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("")
                { NumberFormat = { NumberDecimalSeparator = decimalSign } };
            const string asGerman = """
                function Format-German([double] $number) {
                    $number.ToString([Globalization.CultureInfo]::InvariantCulture).Replace('.', ',')
                }
                $german = foreach ($row in $rows) { [pscustomobject]@{ Subject = $row.Subject; Variant = $row.Variant
                    GreyMatter = Format-German $row.GreyMatter; Hippocampus = Format-German $row.Hippocampus } }
                """;
            var expected = engine.RunToEnd(Cohort + "$rows | Compare-Cohort -Region GreyMatter, Hippocampus");
            var result = engine.RunToEnd(
                Cohort + asGerman + "\n$german | Compare-Cohort -Region GreyMatter, Hippocampus");
            Assert.Empty(result.Errors);
            Assert.Equal(
                expected.Output.Select(
                    row => (row.Properties["N"].Value, row.Properties["PValue"].Value, row.Properties["Icc"].Value)),
                result.Output.Select(
                    row => (row.Properties["N"].Value, row.Properties["PValue"].Value, row.Properties["Icc"].Value)));
            Assert.Contains(
                result.Warnings, warning => warning.Contains("a comma as the decimal sign", StringComparison.Ordinal));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_number_that_spreadsheets_could_not_compute_is_counted()
    {
        var result = engine.RunToEnd(
            Cohort + "foreach ($i in 0..13) { $rows[$i].GreyMatter = '#N/A' }; $rows | Compare-Cohort");
        Assert.Equal(14, result.Errors.Count(error => error.FullyQualifiedErrorId == "NotANumber" + Command));
        Assert.Contains("GreyMatter", result.Output.Select(row => row.Properties["Region"].Value));
    }

    [Fact]
    public void A_measurement_of_what_is_no_brain_is_left_out_and_listed()
    {
        const string scored = """
            $scored = foreach ($row in $rows) { [pscustomobject]@{ Subject = $row.Subject; Variant = $row.Variant
                GreyMatter = $row.GreyMatter; RegistrationScore = 0.9 } }
            $scored[1].RegistrationScore = 0.06
            """;
        var result = engine.RunToEnd(Cohort + scored + "\n$scored | Compare-Cohort");
        Assert.Contains(result.Warnings, warning => warning.Contains("brain was not found", StringComparison.Ordinal));
        Assert.Equal(11, result.Output[0].Properties["N"].Value);
        var all = engine.RunToEnd(Cohort + scored + "\n$scored | Compare-Cohort -MinimumScore 0");
        Assert.Equal(12, all.Output[0].Properties["N"].Value);
    }

    /// <summary>As objects of Measure-BrainVolume have it, and as a text of a table.</summary>
    [Theory]
    [InlineData("[RefacePS.MeasurementQuality]::Doubtful")]
    [InlineData("'Doubtful'")]
    [InlineData("'doubtful '")]
    public void A_doubtful_measurement_is_left_out_and_listed_unless_it_is_asked_for(string doubt)
    {
        var judged = Cohort + """
            $judged = foreach ($row in $rows) { [pscustomobject]@{ Subject = $row.Subject; Variant = $row.Variant
                GreyMatter = $row.GreyMatter; Quality = [RefacePS.MeasurementQuality]::Good; QualityReasons = '' } }
            $judged[1].QualityReasons = 'no skull holds 3000 mL'

            """ + $"$judged[1].Quality = {doubt}\n$s = $judged | Compare-Cohort -Summary -Region GreyMatter";
        const string told = "\n$s.Rows[0].N; $s.Exclusions";

        var result = engine.RunToEnd(judged + told);
        Assert.Empty(result.Errors);
        Assert.Equal(11, result.Output[0].BaseObject);
        Assert.Equal(
            ["Defaced Doubtful: no skull holds 3000 mL"],
            result.Output.Skip(1).Select(left => left.Properties)
                .Select(left => $"{left["Variant"].Value} {left["Reason"].Value}: {left["Detail"].Value}"));
        Assert.Contains(
            result.Warnings, warning => warning.Contains("doubtful: sub-1 Defaced", StringComparison.Ordinal));

        var asked = engine.RunToEnd(judged + " -IncludeDoubtful" + told);
        Assert.Equal([12], asked.Output.Select(count => count.BaseObject));
        Assert.Contains(
            asked.Warnings,
            warning => warning.Contains("1 doubtful measurement counted as asked: sub-1 Defaced",
                StringComparison.Ordinal));
    }

    /// <summary>Grades of a user's own are no verdict of ours.</summary>
    [Fact]
    public void A_column_of_the_name_Quality_that_holds_numbers_is_one_of_numbers()
    {
        var result = engine.RunToEnd(Cohort + """
            $graded = foreach ($row in $rows) { [pscustomobject]@{ Subject = $row.Subject; Variant = $row.Variant
                Quality = 1 + $row.Hippocampus } }
            $graded | Compare-Cohort -FlagRegion Quality
            """);
        Assert.Equal(["Quality", "Quality"], result.Output.Select(row => row.Properties["Region"].Value));
    }

    [Theory]
    [InlineData("Compare-Cohort measurements.csv")]
    [InlineData("[IO.FileInfo]'measurements.csv' | Compare-Cohort")]
    public void A_table_that_was_not_read_is_named_with_the_way_to_read_it(string script)
    {
        var error = engine.RunToEnd(script).Fatal!;

        Assert.Equal("PropertyNotFound,RefacePS.Commands.CompareCohortCommand", error.FullyQualifiedErrorId);
        Assert.Matches("measurements.csv' is a file.*Import-Csv", error.Exception.Message);
    }

    [Theory]
    [InlineData("$rows | Compare-Cohort -SubjectProperty Participant", "PropertyNotFound")]
    [InlineData("$rows | Compare-Cohort -VariantProperty Kind", "PropertyNotFound")]
    [InlineData("$rows | Compare-Cohort -ReferenceVariant Intact", "ReferenceVariantNotFound")]
    [InlineData("$rows | Compare-Cohort -Region Amygdala", "RegionNotFound")]
    [InlineData("$rows | Compare-Cohort -FlagRegion Amygdala", "RegionNotFound")]
    [InlineData("$rows | Where-Object Variant -eq Original | Compare-Cohort", "NoPairs")]
    [InlineData("$rows[0..2] | Compare-Cohort", "TooFewPairs")]
    [InlineData("$rows | Where-Object Variant -eq None | Compare-Cohort", "NoPairs")]
    [InlineData("$rows | Compare-Cohort -Model none", "ModelNotFound")]
    [InlineData("""
        1..501 | ForEach-Object {
            [pscustomobject]@{ Subject = $_; Variant = 'Original'; Grey = $_ }
            [pscustomobject]@{ Subject = $_; Variant = 'Defaced'; Grey = $_ + 1 / $_ }
        } | Compare-Cohort -Method Exact
        """, "TooManyPairsForExact")]
    public void What_cannot_be_compared_ends_the_command(string script, string id)
    {
        var result = engine.RunToEnd(Cohort + script);
        Assert.Equal(id + Command, result.Fatal?.FullyQualifiedErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void One_bad_measurement_is_an_error_and_the_others_count()
    {
        var result = engine.RunToEnd(Cohort + """
            $rows += $rows[1]
            $rows += [pscustomobject]@{ Subject = ''; Variant = 'Original'; GreyMatter = 600 }
            $rows[4] = [pscustomobject]@{ Subject = 'sub-2'; Variant = 'Defaced'
                GreyMatter = 600000; Hippocampus = 8000 }
            $rows | Compare-Cohort
            """);

        Assert.Equal(["DuplicateMeasurement" + Command, "MeasurementIncomplete" + Command, "MixedUnits" + Command],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Equal("sub-1", Property(result.Errors[0].TargetObject, "Subject"));
        Assert.Equal(600, Property(result.Errors[1].TargetObject, "GreyMatter"));
        Assert.Equal("sub-2", Property(result.Errors[2].TargetObject, "Subject"));
        Assert.Equal([11, 11, 12, 12], result.Output.Select(row => row.Properties["N"].Value));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Failures_and_exclusions_are_warned_of_and_listed_with_their_reasons()
    {
        var result = engine.RunToEnd(Cohort + """
            $rows[5].Error = 'HeadNotFound: no head.'
            $rows | Compare-Cohort -Summary -ExcludeSubject @{ 'sub-3' = 'motion' }, 'sub-4' | ForEach-Object Exclusions
            """);

        Assert.Empty(result.Errors);
        Assert.Equal(
            ["sub-2 Refaced Failed HeadNotFound: no head.", "sub-3 Original AsAsked motion",
                "sub-3 Defaced AsAsked motion", "sub-3 Refaced AsAsked motion",
             "sub-4 Original AsAsked Left out as asked.", "sub-4 Defaced AsAsked Left out as asked.",
             "sub-4 Refaced AsAsked Left out as asked."],
            result.Output.Select(
                exclusion => string.Join(' ', ((string[])["Subject", "Variant", "Reason", "Detail"])
                    .Select(name => exclusion.Properties[name].Value))));
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("1 measurement failed: sub-2 Refaced.", result.Warnings);
    }

    [Fact]
    public void Subjects_that_trained_the_model_in_use_are_left_out_unless_asked_for()
    {
        const string script = """
            $rows[0..2].ForEach{ $_.Subject = 'IXI012-HH-1211_T1' }
            $named = $rows.ForEach{ $_ | Add-Model }

            """;
        const string addModel =
            "filter Add-Model { $_.psobject.Properties.Add([psnoteproperty]::new('Model', 'pix2pix 0.1.0')); $_ }\n";
        var left = engine.RunToEnd(addModel + Cohort + script + "$named | Compare-Cohort -Summary");
        Assert.Equal(11, left.Output[0].Properties["Subjects"].Value);
        Assert.Contains("trained the model in use", Assert.Single(left.Warnings), StringComparison.Ordinal);

        var byName = engine.RunToEnd(
            Cohort + "$rows[0..2].ForEach{ $_.Subject = 'sub-IXI012HH1211' }; $rows | Compare-Cohort -Summary -Model "
                + "pix2pix");
        Assert.Equal(11, byName.Output[0].Properties["Subjects"].Value);

        var all = engine.RunToEnd(
            addModel + Cohort + script + "$named | Compare-Cohort -Summary -IncludeTrainingSubjects");
        Assert.Equal(12, all.Output[0].Properties["Subjects"].Value);
        Assert.Empty(all.Warnings);
    }

    [Fact]
    public void A_model_whose_card_is_not_there_is_warned_of()
    {
        var result = engine.RunToEnd(
            Cohort + "$rows[2].psobject.Properties.Add([psnoteproperty]::new('Model', 'mine 2.0')); $rows | "
                + "Compare-Cohort");
        Assert.Contains("'mine 2.0'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, result.Output.Count);
    }

    [Fact]
    public void A_report_is_written_beside_the_rows()
    {
        var result = engine.RunToEnd(Cohort + "$rows | Compare-Cohort -ReportPath $args[0]",
            folder.File("out/study.html"));
        Assert.Null(result.Fatal);
        Assert.Empty(result.Errors);
        Assert.Equal(4, result.Output.Count);
        var html = File.ReadAllText(folder.File("out/study.html"));
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.All(result.Output, row =>
        {
            var difference = (double)row.Properties["MeanDifferencePercent"].Value;
            Assert.Contains(
                $"<data value=\"{difference.ToString("R", CultureInfo.InvariantCulture)}\">", html,
                StringComparison.Ordinal);
        });
        Assert.Contains("Compare-Cohort -ReportPath $args[0]", html, StringComparison.Ordinal);
        Assert.Equal([folder.File("out/study.html")], Directory.GetFiles(folder.File("out")));
    }

    [Fact]
    public void A_report_that_is_there_stays_unless_forced()
    {
        File.WriteAllText(folder.File("study.html"), "mine");
        var refused =
            engine.RunToEnd(Cohort + "$rows | Compare-Cohort -ReportPath $args[0]", folder.File("study.html"));
        Assert.Equal("DestinationExists" + Command, refused.Fatal!.FullyQualifiedErrorId);
        Assert.Equal(folder.File("study.html"), refused.Fatal.TargetObject);
        Assert.Equal("mine", File.ReadAllText(folder.File("study.html")));

        Assert.Empty(
            engine.RunToEnd(Cohort + "$rows | Compare-Cohort -ReportPath $args[0] -Force", folder.File("study.html"))
                .Errors);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder.File("study.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_compares_and_writes_nothing()
    {
        var result = engine.RunToEnd(Cohort + "$rows | Compare-Cohort -ReportPath $args[0] -WhatIf",
            folder.File("study.html"));
        Assert.Equal(4, result.Output.Count);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_report_that_is_named_like_no_page_ends_the_command()
    {
        Assert.Equal(
            "FormatMismatch" + Command,
            engine.RunToEnd(Cohort + "$rows | Compare-Cohort -ReportPath $args[0]", folder.File("study.pdf"))
                .Fatal!.FullyQualifiedErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_report_off_the_file_system_ends_the_command() => Assert.Equal(
        "PathNotOnFileSystem" + Command, engine.RunToEnd(Cohort + "$rows | Compare-Cohort -ReportPath variable:study")
            .Fatal!.FullyQualifiedErrorId);

    private static object? Property(object? target, string name) =>
        System.Management.Automation.PSObject.AsPSObject(target!).Properties[name].Value;
}
