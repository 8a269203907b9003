using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.Comparing;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using RefacePS.Statistics;
using static TorchSharp.torch;

namespace RefacePS.Bench.PlainMorphometry;

/// <summary>Differences that defacing and refacing make to a segmentation that leans on the face.</summary>
internal static class PlainMorphometryBenchmark
{
    private static readonly BrainRegion[] Regions = Enum.GetValues<BrainRegion>();
    private static readonly string[] Variants = ["defaced", "refaced"];

    public static Command Command { get; } = BenchOptions.Verb(
        "plain-morphometry", "What a missing face does to a segmentation that leans on it.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Split, BenchOptions.Every, BenchOptions.Model);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var every = arguments.GetValue(BenchOptions.Every);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var brains = BrainAtlas.Load(BuiltProject.BrainAtlas, CPU);
        var model = new ModelStore(BuiltProject.Models).Open(arguments.GetRequiredValue(BenchOptions.Model));
        var refacer = new Refacer(atlas, model.LoadFaces(atlas, CPU), model.Card.Label, CPU);
        var (defacer, plain) = (new Defacer(atlas, CPU), new PlainSegmentation(atlas, brains.Priors));
        var (originals, others) = (new List<double[]>(), Array.ConvertAll(Variants, _ => new List<double[]>()));
        foreach (var file in scans.Files("cohort", arguments.GetRequiredValue(BenchOptions.Split))
            .Where((_, index) => index % every == 0))
        {
            var original = NiftiReader.Read(file);
            var defaced = defacer.Deface(original);
            var start = defaced.Transform!.Value;
            originals.Add(plain.Measure(original, start));
            others[0].Add(plain.Measure(defaced, start));
            others[1].Add(plain.Measure(refacer.Reface(defaced), start));
            Console.Error.WriteLine(SharedScans.NameOf(file) + string.Concat(others.Select(variant =>
                FormattableString.Invariant($" {100 * (variant[^1][0] / originals[^1][0] - 1):+0.00;-0.00} %"))));
        }

        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), "plain-morphometry", Format(originals, others));
    }

    private static string Format(List<double[]> originals, List<double[]>[] others)
    {
        var adjusted = Array.ConvertAll(others, variant => MultipleComparisons.Holm(
            [.. Regions.Select((_, region) => PValue(originals, variant, region))]));
        return MarkdownTable.Format(
            ["region", "original, median mL", .. Variants.SelectMany(
                name => new[] { $"{name}: difference, median (10th to 90th percentile)", "p (Holm)" })],
            Regions.Select((region, index) => (string[])[$"{region}",
                Text($"{Median([.. originals.Select(volumes => volumes[index])]):0.0}"), .. others.SelectMany(
                    (variant, which) => new[]
                    {
                        Spread([.. variant.Zip(originals, (after, before) =>
                            100 * (after[index] / before[index] - 1))]),
                        adjusted[which][index] < 0.0001 ? "< 0.0001" : Text($"{adjusted[which][index]:0.0000}"),
                    })])) + "\n" + string.Concat(Variants.Select((name, which) => Text(
            $"{name}: {adjusted[which].Count(p => p < new CohortOptions().Alpha)} of {Regions.Length} regions differ, ")
                + Text($"{Flagged(originals, others[which])} of {originals.Count} scans are over 5 % off in a global ")
                + "volume.\n"));
    }

    private static int Flagged(List<double[]> before, List<double[]> after)
    {
        int[] flags = [.. CohortOptions.UsualFlagRegions.Select(name => (int)Enum.Parse<BrainRegion>(name))];
        return before.Zip(after).Count(pair => Array.Exists(
            flags, region => Math.Abs(pair.Second[region] / pair.First[region] - 1) > 0.05));
    }

    private static double PValue(List<double[]> before, List<double[]> after, int region) =>
        new CohortOptions().Test.Run([.. after.Zip(before, (to, from) => to[region] - from[region])]).PValue;

    private static string Spread(double[] percents)
    {
        Array.Sort(percents);
        return Text($"{SampleSummary.Quantile(percents, 0.5):+0.00;-0.00} % ")
            + Text($"({SampleSummary.Quantile(percents, 0.1):+0.00;-0.00} to ")
            + Text($"{SampleSummary.Quantile(percents, 0.9):+0.00;-0.00})");
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return SampleSummary.Quantile(values, 0.5);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
