using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.HeadCoordinates;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>The share of planted faces that the second look finds, and of clean scans that it holds back.</summary>
internal static class SecondLookBenchmark
{
    private const string Section = "second-look";
    private static readonly double[] Thresholds = [0.005, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2];

    private static readonly Option<string?> Weights = new("--weights")
    {
        Description = "Weights to look with; those that ship without it.",
        HelpName = "network.safetensors",
    };

    public static Command Command { get; } = BenchOptions.Verb(
        Section, "How often the second look finds what was planted, and holds back what is clean.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Split, BenchOptions.Every, Weights);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var step = arguments.GetValue(BenchOptions.Every);
        using var gradients = no_grad();
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var draws = new Draws(7);
        var model = arguments.GetValue(Weights) is { } file ? HeadCoordinateModel.Read(file, CPU)
            : HeadCoordinateModel.Shipped(CPU);
        var planted = new PlantedFailures(atlas, model);
        string[] cohort =
            [.. scans.Files("cohort", arguments.GetRequiredValue(BenchOptions.Split)).Where((_, i) => i % step == 0)];
        string[] others = [.. scans.Files("other-scanners").Where((_, i) => i % step == 0)];
        List<SecondLookCase> cases =
            [.. cohort.SelectMany(scan => Told(planted.Of(scan, scans.CavityOf(scan), draws)))];
        List<SecondLookCase> elsewhere = [.. others.SelectMany(scan => Told(planted.Of(scan, null, draws)))];
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, MarkdownTable.Format(
            ["masks", "results", "NoFace", "Uncertain", "Face", "brain seen gone", "held back by the second look",
                "by all", "with something to find", "of them by the second look", "by all"],
            [.. cases.GroupBy(c => c.Case).Select(group => Row(group.Key, [.. group])),
                .. elsewhere.GroupBy(c => c.Case).Select(group => Row("other scanners: " + group.Key, [.. group]))])
            + "\n" + MarkdownTable.Format(
                ["share of the face shown", "right masks that show more",
                    "harmful wrong ones that show less and no loss of brain"],
                [.. Thresholds.Select(threshold => Curve(threshold, [.. cases, .. elsewhere]))]));
    }

    private static IEnumerable<SecondLookCase> Told(IEnumerable<SecondLookCase> cases) => cases.Select(c =>
    {
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{c.Head};{c.Case};left {c.FaceLeft:0.0};cut {c.BrainCut:0.0};shown {c.FaceShown:0.000};")
            + FormattableString.Invariant($"brain {c.BrainSeen:0.0};off {c.Off:0};{c.Verdict};")
            + FormattableString.Invariant(
                $"{c.Quality.Status};{c.Quality.FaceAgreement:0.00};{string.Join(" and ", c.Quality.Reasons)};")
            + $"{c.Alone.Status};{string.Join(" and ", c.Alone.Reasons)}");
        return c;
    });

    private static string[] Row(string name, SecondLookCase[] cases) =>
    [
        name, $"{cases.Length}", Count(cases, FaceCheckStatus.NoFace), Count(cases, FaceCheckStatus.Uncertain),
        Count(cases, FaceCheckStatus.Face),
        $"{cases.Count(c => c.BrainSeen > 0)}", $"{cases.Count(c => c.IsFlagged)}",
        $"{cases.Count(c => c.IsHeldBack)}", $"{cases.Count(c => c.IsHarmful)}",
        $"{cases.Count(c => c.IsHarmful && c.IsFlagged)}", $"{cases.Count(c => c.IsHarmful && c.IsHeldBack)}",
    ];

    private static string[] Curve(double threshold, SecondLookCase[] cases)
    {
        var right = Array.FindAll(cases, c => c.Case.StartsWith("right", StringComparison.Ordinal));
        var wrong = Array.FindAll(cases, c => c.IsHarmful && !c.Case.StartsWith("right", StringComparison.Ordinal));
        return
        [
            FormattableString.Invariant($"{threshold:0.000}"),
            $"{right.Count(c => c.FaceShown > threshold)} of {right.Length}",
            $"{wrong.Count(c => c.FaceShown <= threshold && c.BrainSeen == 0)} of {wrong.Length}",
        ];
    }

    private static string Count(SecondLookCase[] cases, FaceCheckStatus status) =>
        $"{cases.Count(c => c.Verdict == status)}";
}
