namespace RefacePS.Module.Tests.Help;

/// <summary>Every example of every page, run as it is written; a page's examples in their order, in one
/// session.</summary>
public sealed class ExampleTests(ExampleFolder folder) : IClassFixture<ExampleFolder>
{
    public static TheoryData<string> Pages => [.. HelpPageFile.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_run_as_they_are_written(string cmdlet)
    {
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
                Assert.True(result.Output.Count > 0 || folder.Results().Any() || example.Code.Contains('='),
                    $"'{example.Title}' gives nothing.");
            }
        });
    }
}
