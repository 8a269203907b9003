using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>The same head measured in other guises: what differs from the plain scan is an error of
/// measuring.</summary>
/// <param name="heads">The head atlas.</param>
/// <param name="refacer">Grows faces.</param>
/// <param name="measurer">Measures.</param>
internal sealed class VariantComparison(HeadAtlas heads, Refacer refacer, BrainMeasurer measurer)
{
    private readonly List<(string Guise, BrainRegion Region, double Difference)> differences = [];

    /// <summary>Difference from the plain scan in percent, a row a guise and region.</summary>
    public IReadOnlyList<(string Guise, BrainRegion Region, double Difference)> Differences => differences;

    /// <summary>Measures all guises of a head.</summary>
    public void Add(Volume scan)
    {
        var plain = measurer.Measure(scan).Volumes;
        foreach (var (guise, volume) in Guises(scan))
        {
            var volumes = measurer.Measure(volume).Volumes;
            foreach (var region in Enum.GetValues<BrainRegion>())
            {
                differences.Add((guise, region, 100 * (volumes.Of(region) / plain.Of(region) - 1)));
            }

            Console.Error.WriteLine(FormattableString.Invariant(
                $"{scan.Name}, {guise}: {string.Join(" ", differences.TakeLast(17).Select(row => row.Difference.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)))}"));
        }
    }

    private IEnumerable<(string Guise, Volume Volume)> Guises(Volume scan)
    {
        var defaced = new Defacer(heads, CPU).Deface(scan);
        yield return ("defaced", defaced);
        yield return ("refaced", refacer.Reface(defaced));
        yield return ("turned by 10 degrees twice", MovedScan.Create(scan, turn: 10, shift: 0));
        yield return ("shifted by half a voxel", MovedScan.Create(scan, turn: 0, shift: 0.5));
    }
}
