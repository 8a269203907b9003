namespace RefacePS.Module.Tests.Help;

/// <summary>Every example of every page, run as it is written.</summary>
public sealed class ExampleTests(ExampleFolder folder) : IClassFixture<ExampleFolder>
{
    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (var page in HelpPageFile.All)
            {
                foreach (var example in page.Examples)
                {
                    examples.Add(page.Name, example.Title);
                }
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs_as_it_is_written(string cmdlet, string title)
    {
        var (_, code, isWhatIf) = HelpPageFile.All.Single(page => page.Name == cmdlet).Examples.Single(example => example.Title == title);

        var result = folder.Run(code, isWhatIf);

        Assert.Null(result.Fatal);
        Assert.Empty(result.Errors);
        if (isWhatIf || code.Contains("-WhatIf", StringComparison.Ordinal))
        {
            Assert.Empty(folder.Results());
        }
        else
        {
            Assert.True(result.Output.Count > 0 || code.Contains('='), "The example gives nothing.");
        }
    }
}
