using System.CommandLine;
using RefacePS.Refacing;

namespace RefacePS.Bench;

/// <summary>The options that several benchmarks take.</summary>
internal static class BenchOptions
{
    /// <summary>The folder that <see cref="SharedScans"/> reads.</summary>
    public static Option<string> Shared { get; } = new("--shared")
    {
        Description = "The folder that holds 'data'; sample-data makes one.",
        Required = true,
        HelpName = "folder",
    };

    /// <summary>The page to write the tables into.</summary>
    public static Option<string?> Output { get; } = new("--output")
    {
        Description = "The page whose measured section is replaced; without it the tables are printed.",
        HelpName = "page.md",
        Validators =
        {
            result =>
            {
                // Hours of measuring would be lost.
                if (result.GetValueOrDefault<string?>() is { } page && !File.Exists(page))
                {
                    result.AddError($"There is no page '{page}' to write into.");
                }
            },
        },
    };

    /// <summary>The part of the cohort to take.</summary>
    public static Option<string> Split { get; } = new("--split")
    {
        Description = "The folder of the cohort to take.",
        DefaultValueFactory = _ => "validation",
    };

    /// <summary>The model that refaces.</summary>
    public static Option<string> Model { get; } = new("--model")
    {
        Description = "The model that refaces.",
        DefaultValueFactory = _ => ModelStore.Default,
    };

    /// <summary>Takes the first of every so many scans.</summary>
    public static Option<int> Every { get; } = Count("--every", 1, "Take every this-many-th scan.");

    /// <summary>Number of measurements.</summary>
    public static Option<int> Rounds { get; } = Count("--rounds", 5, "How often to measure; tables show the median.");

    /// <summary>A whole number from 1 on.</summary>
    public static Option<int> Count(string name, int standard, string description)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is 1 or more.");
            }
        });
        return option;
    }

    /// <summary>A folder that need not be given.</summary>
    public static Option<string?> Folder(string name, string description) =>
        new(name) { Description = description, HelpName = "folder" };

    /// <summary>A benchmark as a command of the program.</summary>
    public static Command Verb(
        string name, string description, Action<ParseResult> run, params ReadOnlySpan<Option> options)
    {
        var command = new Command(name, description);
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(arguments =>
        {
            BuiltProject.UseNativeLibraries();
            run(arguments);
        });
        return command;
    }
}
