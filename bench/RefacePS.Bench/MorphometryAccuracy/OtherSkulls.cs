using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Morphometry.Building;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>
/// The volume inside the skull of the same heads in another skull, or under another coil. The skull holds what it held,
/// so that each difference from the labels is an error of measuring.
/// </summary>
/// <param name="measurer">Measures.</param>
/// <param name="reference">The labels of the heads.</param>
internal sealed class OtherSkulls(BrainMeasurer measurer, ReferenceLabels reference)
{
    private static readonly (string Name, BrainAugmentation Change)[] Changes =
    [
        ("as it came", BrainAugmentation.None),
        ("scalp twice as bright as the middle", Coil(2)),
        ("scalp 3 times as bright", Coil(3)),
        ("scalp 5 times as bright", Coil(5)),
        ("brain shrunk by 2 mm at the vertex", BrainAugmentation.None with { Atrophy = 2 }),
        ("brain shrunk by 4 mm at the vertex", BrainAugmentation.None with { Atrophy = 4 }),
        ("dura 0.7 times as bright as grey matter", BrainAugmentation.None with { Dura = 0.7 }),
        ("marrow as bright as grey matter", BrainAugmentation.None with { Marrow = 1 }),
        ("all: shrunk by 3 mm, scalp 3 times as bright, dura 0.5, marrow 0.8",
            Coil(3) with { Atrophy = 3, Dura = 0.5, Marrow = 0.8 }),
    ];

    private readonly StructureTable table =
        StructureTable.Read(Path.Combine(BuiltProject.BrainAtlas, "structures.tsv"));

    private readonly List<(string Change, double Bias, double Dice, bool IsGood)> results = [];

    /// <summary>Measures a head in all of them.</summary>
    public void Add(string file)
    {
        var volume = NiftiReader.Read(file);
        using var head = LabelledBrain.Load(
            new LabelledScan(file, reference.FileOf(file)), table, CPU, default);
        var inSkull = reference.Of(file)(BrainRegion.TotalIntracranial);
        foreach (var (name, change) in Changes)
        {
            using var other = change.Of(head);
            var stored = new byte[volume.Voxels.Length];
            VoxelConversion.Encode(other.Scan.ToArray(), volume, stored);
            var measurement = measurer.Measure(volume.WithVoxels(stored), withLabels: true);
            var skull = MeasuredScan.Compare(BrainRegion.TotalIntracranial, volume, measurement, inSkull);
            results.Add((name, 100 * (skull.Measured / skull.Reference - 1), skull.Dice,
                measurement.Volumes.Quality == MeasurementQuality.Good));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{volume.Name}, {name}: {results[^1].Bias:+0.0;-0.0} %, Dice {skull.Dice:0.000}, "
                    + $"{measurement.Volumes.Quality}"));
        }
    }

    /// <summary>The table in Markdown.</summary>
    public string Format() => string.Create(
        CultureInfo.InvariantCulture,
        $"\nThe volume inside the skull of the same heads in another skull or under another coil, "
            + $"{results.Count / Changes.Length} heads:\n\n") + MarkdownTable.Format(
        ["head", "bias, median", "bias, lowest to highest", "Dice, median", "Dice, lowest", "Good"],
        results.GroupBy(result => result.Change).Select(group => Row(group.Key, [.. group])));

    private static string[] Row(string change, (string Change, double Bias, double Dice, bool IsGood)[] group)
    {
        double[] bias = [.. group.Select(result => result.Bias).Order()];
        double[] dice = [.. group.Select(result => result.Dice).Order()];
        return
        [
            change, MarkdownTable.Signed(MorphometryReport.Quantile(bias, 0.5)) + " %",
            $"{MarkdownTable.Signed(bias[0])} to {MarkdownTable.Signed(bias[^1])} %",
            Number(MorphometryReport.Quantile(dice, 0.5)), Number(dice[0]),
            $"{group.Count(result => result.IsGood)} of {group.Length}",
        ];
    }

    private static BrainAugmentation Coil(double times) => BrainAugmentation.None with { Coil = Math.Log(times) };

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
