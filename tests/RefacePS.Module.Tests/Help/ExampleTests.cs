namespace RefacePS.Module.Tests.Help;

/// <summary>Every example of every page, run as it is written; a page's examples in their order, in one session. The
/// pages that compute most have a class each, so that they run beside each other.</summary>
public abstract class ExampleTests(ExampleFolder folder) : IClassFixture<ExampleFolder>
{
    protected void Run(string cmdlet) =>
        Assert.All(HelpPageFile.All.Single(page => page.Name == cmdlet).Examples, example =>
        {
            var result = folder.Run(example.Code, example.IsWhatIf);

            Assert.Null(result.Fatal);
            Assert.Empty(result.Errors);
            if (example.IsWhatIf || example.Code.Contains("-WhatIf", StringComparison.Ordinal))
            {
                Assert.Empty(folder.Results());
            }
            else
            {
                Assert.True(
                    result.Output.Count > 0 || folder.Results().Any() || example.Code.Contains('='),
                    $"'{example.Title}' gives nothing.");
            }
        });
}

public sealed class RiskExampleTests(ExampleFolder folder) : ExampleTests(folder)
{
    public const string Page = "Measure-ReidentificationRisk";

    [Fact]
    public void Examples_run_as_they_are_written() => Run(Page);
}

public sealed class ArchiveExampleTests(ExampleFolder folder) : ExampleTests(folder)
{
    public const string Page = "Protect-Archive";

    [Fact]
    public void Examples_run_as_they_are_written() => Run(Page);
}

/// <summary>All other pages.</summary>
public sealed class OtherExampleTests(ExampleFolder folder) : ExampleTests(folder)
{
    private static readonly string[] Elsewhere = [RiskExampleTests.Page, ArchiveExampleTests.Page];

    public static TheoryData<string> Pages => [.. HelpPageFile.All.Select(page => page.Name).Except(Elsewhere)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_run_as_they_are_written(string cmdlet) => Run(cmdlet);
}
