namespace RefacePS.Bench;

/// <summary>A command line: a verb, then <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    public const string Usage = """
        Usage: RefacePS.Bench deface-accuracy --shared <folder> [--output docs/defacing.md] [--only <text>] [--keep <folder>]
               RefacePS.Bench morphometry-accuracy --shared <folder> [--output docs/morphometry.md] [--split train] [--every <count>] [--atlas <folder>]
               RefacePS.Bench performance     --shared <folder> [--output docs/performance.md] [--model <name>] [--rounds <count>]
               RefacePS.Bench startup         [--output docs/performance.md] [--rounds <count>]
               RefacePS.Bench reface-comparison --shared <folder> [--output docs/refacing.md] [--every <nth>] [--models <folder>]
               RefacePS.Bench cohort          [--output docs/comparing.md]
               RefacePS.Bench archive         --shared <folder> [--output docs/operations.md] [--scans <count>]
               RefacePS.Bench face-check      --shared <folder> [--output docs/operations.md] [--every <nth>]
               RefacePS.Bench reidentification --shared <folder> [--output docs/privacy.md] [--split train] [--every <nth>] [--model <name>]
                                              [--report <page.html>]
        """;

    private readonly Dictionary<string, string> values;

    private Arguments(string verb, Dictionary<string, string> values) => (Verb, this.values) = (verb, values);

    public string Verb { get; }

    /// <exception cref="BenchArgumentException">There is no verb, or a name has no value.</exception>
    public static Arguments Parse(string[] words)
    {
        if (words.Length % 2 == 0)
        {
            throw new BenchArgumentException("Expected a verb and pairs of --name value.");
        }

        var pairs = words.Skip(1).Chunk(2).ToArray();
        return Array.Find(pairs, pair => !pair[0].StartsWith("--", StringComparison.Ordinal)) is { } stray
            ? throw new BenchArgumentException($"'{stray[0]}' is not an option.")
            : new(words[0], pairs.ToDictionary(pair => pair[0][2..], pair => pair[1]));
    }

    /// <exception cref="BenchArgumentException">It was not given.</exception>
    public string Required(string name) => Optional(name) ?? throw new BenchArgumentException($"--{name} is missing.");

    public string? Optional(string name) => values.GetValueOrDefault(name);
}

internal sealed class BenchArgumentException(string message) : Exception(message);
