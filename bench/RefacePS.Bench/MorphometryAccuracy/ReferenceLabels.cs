using System.Globalization;
using RefacePS.Files;
using RefacePS.Morphometry;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>Label maps that another program made, and which of their labels make up each region.</summary>
/// <param name="files">The label maps.</param>
/// <param name="regions">The labels of every region.</param>
internal sealed class ReferenceLabels(string[] files, IReadOnlyDictionary<BrainRegion, HashSet<int>> regions)
{
    /// <summary>Reads the table of regions.</summary>
    public static ReferenceLabels Read(SharedScans scans) => new(
        scans.Files("cohort", "labels"),
        File.ReadLines(scans.PathOf("cohort", "regions.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => Enum.Parse<BrainRegion>(cells[0]), cells =>
                cells[1].Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToHashSet()));

    /// <summary>The label map of a scan.</summary>
    public string FileOf(string scanFile)
    {
        var stem = SharedScans.NameOf(scanFile);
        return files.Single(file => SharedScans.NameOf(file).StartsWith(stem, StringComparison.Ordinal));
    }

    /// <summary>True if each voxel (x fastest) of a scan belongs to a region, by the region.</summary>
    public Func<BrainRegion, bool[]> Of(string scanFile)
    {
        var labels = RefacePS.Volumes.VoxelConversion.ToFloat(NiftiReader.Read(FileOf(scanFile)));
        return region => Array.ConvertAll(labels, label => regions[region].Contains((int)label));
    }
}
