using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>The same head measured under augmentation: what differs from the plain scan is an error of
/// measuring.</summary>
/// <param name="heads">The head atlas.</param>
/// <param name="refacer">Grows faces.</param>
/// <param name="measurer">Measures.</param>
internal sealed class VariantComparison(HeadAtlas heads, Refacer refacer, BrainMeasurer measurer)
{
    private readonly List<(string Augmentation, BrainRegion Region, double Difference)> differences = [];

    /// <summary>Difference from the plain scan in percent, a row an augmentation and region.</summary>
    public IReadOnlyList<(string Augmentation, BrainRegion Region, double Difference)> Differences => differences;

    /// <summary>Measures all augmentations of a head.</summary>
    public void Add(Volume scan)
    {
        var plain = measurer.Measure(scan).Volumes;
        foreach (var (augmentation, volume) in Augmentations(scan))
        {
            var volumes = measurer.Measure(volume).Volumes;
            foreach (var region in Enum.GetValues<BrainRegion>())
            {
                differences.Add((augmentation, region, 100 * (volumes.Of(region) / plain.Of(region) - 1)));
            }

            var shown = differences.TakeLast(17).Select(row =>
                row.Difference.ToString("0.0", CultureInfo.InvariantCulture));
            Console.Error.WriteLine($"{scan.Name}, {augmentation}: {string.Join(' ', shown)}");
        }
    }

    private IEnumerable<(string Augmentation, Volume Volume)> Augmentations(Volume scan)
    {
        var defaced = new Defacer(heads, CPU).Deface(scan);
        yield return ("defaced", defaced);
        yield return ("refaced", refacer.Reface(defaced));
        yield return ("turned by 10 degrees twice", MovedScan.Create(scan, turn: 10, shift: 0));
        yield return ("shifted by half a voxel", MovedScan.Create(scan, turn: 0, shift: 0.5));
    }
}
