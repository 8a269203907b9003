using RefacePS.Files;

namespace RefacePS.Bench;

/// <summary>The scans that benchmarks run on, which are not part of the project.</summary>
/// <param name="folder">The folder that holds <c>data</c>.</param>
internal sealed class SharedScans(string folder)
{
    private const string Extension = ".nii.gz";

    /// <summary>Files of a folder below <c>data</c>, in ordinal order.</summary>
    public string[] Files(params ReadOnlySpan<string> parts) =>
        [.. Directory.GetFiles(Path.Combine([folder, "data", .. parts]), "*" + Extension)
            .Order(StringComparer.Ordinal)];

    /// <summary>Full path of a file below <c>data</c>.</summary>
    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([folder, "data", .. parts]);

    /// <summary>The head of 1 mm that times are taken of.</summary>
    public string FullSize() =>
        Files("other-scanners").Single(file => file.Contains("philips", StringComparison.Ordinal));

    /// <summary>The labelled skull cavity of a scan of the cohort; null for other scans.</summary>
    public Mask? CavityOf(string scanFile)
    {
        var stem = NameOf(scanFile);
        var path = Array.Find(
            Files("cohort", "labels"), file => NameOf(file).StartsWith(stem, StringComparison.Ordinal));
        if (path is null)
        {
            return null;
        }

        var labels = NiftiReader.Read(path);
        var real = Volumes.VoxelConversion.ToFloat(labels);
        return new Mask(labels.Grid, Array.ConvertAll(real, label => (byte)(label > 0 ? 1 : 0)));
    }

    /// <summary>File name without extension.</summary>
    public static string NameOf(string file) => Path.GetFileName(file)[..^Extension.Length];
}
