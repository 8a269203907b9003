using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Privacy;
using RefacePS.Refacing;
using RefacePS.Refacing.ShapeModel;
using static TorchSharp.torch;

namespace RefacePS.Bench.Privacy;

/// <summary>Takes more and more away of heads, until the rest no longer predicts the face.</summary>
internal static class OuterShellBenchmark
{
    /// <summary>Depths (mm) to which the outside of the head goes with the face, and what that is called.</summary>
    private static readonly (double Depth, string Name)[] Cuts =
    [
        (double.NegativeInfinity, "the face alone"),
        (8, "and the outer 8 mm of the head"),
        (16, "and the outer 16 mm"),
        (double.PositiveInfinity, "all but the brain and 5 mm round it"),
    ];

    /// <summary>Depth (mm) to which the attack looks: below the deepest shell.</summary>
    private const double AttackDepth = 30;

    public static Command Command { get; } = BenchOptions.Verb(
        "outer-shell", "What the face that the rest predicts lives on.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Split, BenchOptions.Every);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var every = arguments.GetValue(BenchOptions.Every);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var predictor = FacePredictor.Load(
            new ModelStore(BuiltProject.Models).Open(ModelStore.Default), atlas, CPU, AttackDepth);
        var (reader, gallery) = (new FaceReader(atlas, CPU), new List<BiometricSample>());
        var probes = Array.ConvertAll(Cuts, _ => new List<BiometricSample>());
        var defacer = new Defacer(atlas, CPU);
        var volumes = Array.ConvertAll(Cuts, _ => new List<double>());
        foreach (var file in scans.Files("cohort", arguments.GetRequiredValue(BenchOptions.Split))
            .Where((_, index) => index % every == 0))
        {
            var (original, subject) = (NiftiReader.Read(file), SharedScans.NameOf(file));
            var defaced = defacer.Deface(original);
            gallery.Add(new(new(subject, null, "Gallery", null, null), reader.Read(original, default)));
            for (var cut = 0; cut < Cuts.Length; cut++)
            {
                var probe = OuterShell.Remove(original, defaced, atlas, Cuts[cut].Depth);
                volumes[cut].Add(probe.FaceMask!.VolumeMilliliters);
                var read = reader.Read(probe, predictor, null, default);
                probes[cut].Add(new(
                    new(subject, null, Cuts[cut].Name, null, null), read with { Face = read.Predicted! }));
            }

            Console.Error.WriteLine($"{subject}: {string.Join(", ", volumes.Select(cut => $"{cut[^1]:0} mL"))}");
        }

        var summary = new GallerySearch(gallery, [], new ReidentificationOptions())
            .Run([.. probes.SelectMany(cut => cut)], [], default);
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), "outer-shell", MarkdownTable.Format(
            ["what is taken away", "mL", "heads", "owner first, by the seven distances", "in first five", "mean rank"],
            Cuts.Select((cut, index) => Row(cut.Name, $"{volumes[index].Average():0}",
                [.. summary.Rows.Where(row => row.Variant == cut.Name)]))
            .Append(Row("the average face, sized by skull and brain", "", summary.AverageFaceRows))));
    }

    private static string[] Row(string name, string milliliters, IReadOnlyList<ReidentificationRisk> rows)
    {
        return
        [
            name, milliliters, $"{rows.Max(row => row.Probes)}", $"{Share(row => row.Top1)} %",
            $"{Share(row => row.Top5)} %",
            FormattableString.Invariant($"{rows.Min(row => row.MeanRank):0.0} to {rows.Max(row => row.MeanRank):0.0}"),
        ];

        string Share(Func<ReidentificationRisk, double> share) => FormattableString.Invariant(
            $"{100 * rows.Min(share):0.0} to {100 * rows.Max(share):0.0}");
    }
}
