using RefacePS.Files;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases;

/// <summary>A scan of a whole head and its label map: two files of one grid.</summary>
/// <param name="ScanPath">The scan.</param>
/// <param name="LabelPath">Its labels: 0 outside the intracranial cavity, 1 cerebrospinal fluid, above 1 brain.</param>
public sealed record LabelledScan(string ScanPath, string LabelPath)
{
    private const double Fluid = 1;

    /// <summary>
    /// Finds the label map of each scan: the NIfTI file whose name is the scan's, or begins with it and goes on with
    /// neither letter nor digit, so that <c>head1_T1_labels.nii.gz</c> belongs to <c>head1_T1.nii.gz</c>; or by BIDS,
    /// <c>sub-1_dseg.nii.gz</c> to <c>sub-1_T1w.nii.gz</c>.
    /// </summary>
    /// <param name="scanPaths">The scans.</param>
    /// <param name="labelFolder">Where the label maps are, or the folders with them.</param>
    /// <exception cref="AtlasSourceException">
    /// There is no scan (<c>AtlasScansMissing</c>), or one has no label map (<c>AtlasLabelMissing</c>) or several
    /// (<c>AtlasLabelAmbiguous</c>).
    /// </exception>
    public static IReadOnlyList<LabelledScan> Pair(IReadOnlyCollection<string> scanPaths, string labelFolder)
    {
        ArgumentNullException.ThrowIfNull(scanPaths);
        if (scanPaths.Count == 0)
        {
            throw new AtlasSourceException("AtlasScansMissing",
                "There is no scan to make an atlas from. Name scans of whole heads, faces included.");
        }

        var labels = Directory.Exists(labelFolder) ? FolderTree.Files(labelFolder).Select(VolumePath.Parse)
            .Where(file => file.IsNifti).ToArray() : [];
        return [.. scanPaths.Order(StringComparer.Ordinal)
            .Select(scan => new LabelledScan(scan, LabelOf(scan, labels, labelFolder)))];
    }

    /// <summary>Reads both files and scales the scan so that the median of brain is 1.</summary>
    /// <exception cref="VolumeFileException">A file cannot be read.</exception>
    /// <exception cref="VolumeFormatException">A file is not NIfTI.</exception>
    /// <exception cref="AtlasSourceException">The grids differ (<c>AtlasLabelGridDiffers</c>), or there is no brain
    /// (<c>AtlasLabelEmpty</c>).</exception>
    internal LabelledHead Load(Device device, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(NiftiReader.Read(ScanPath, cancel), device);
        using var labels = Image.FromVolume(NiftiReader.Read(LabelPath, cancel), device);
        if (!labels.Grid.IsAlike(scan.Grid))
        {
            throw new AtlasSourceException(
                "AtlasLabelGridDiffers",
                $"'{LabelPath}' is on another grid ({labels.Grid}) than '{ScanPath}' ({scan.Grid}). Resample the "
                    + $"labels to the scan.");
        }

        var brain = labels.Voxels > Fluid;
        if (!brain.any().ToBoolean())
        {
            throw new AtlasSourceException(
                "AtlasLabelEmpty",
                $"'{LabelPath}' has no label above 1, so that it shows no brain. Give a map with labels of the brain.");
        }

        var median = HeadThreshold.Percentile(scan.Voxels[brain], 0.5);
        return new LabelledHead(
            new Image(scan.Grid, scan.Voxels / median), new Image(scan.Grid, (labels.Voxels > 0).to(float32)));
    }

    private static string LabelOf(string scanPath, VolumePath[] labels, string folder)
    {
        var (stem, map) = (VolumePath.Parse(scanPath).Stem, BidsName.Parse(scanPath).ToLabelMap().Stem);
        var found = Array.FindAll(labels, label => (Continues(label.Stem, stem) || label.Stem == map)
            && label.ToString() != Path.GetFullPath(scanPath));
        return found.Length switch
        {
            1 => found[0].ToString(),
            0 => throw new AtlasSourceException("AtlasLabelMissing",
                $"'{scanPath}' has no label map in '{folder}'. Put one there whose name begins with '{stem}'."),
            _ => throw new AtlasSourceException(
                "AtlasLabelAmbiguous",
                $"'{scanPath}' has {found.Length} label maps in '{folder}', such as '{found[0].Stem}' and "
                    + $"'{found[1].Stem}'. Leave one."),
        };
    }

    private static bool Continues(string name, string stem) =>
        name.StartsWith(stem, StringComparison.OrdinalIgnoreCase)
        && (name.Length == stem.Length || !char.IsLetterOrDigit(name[stem.Length]));
}
