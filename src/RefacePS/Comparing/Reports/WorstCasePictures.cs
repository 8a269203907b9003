using System.Numerics;
using RefacePS.Files;
using RefacePS.Rendering;

namespace RefacePS.Comparing.Reports;

/// <summary>Pictures of the scans of a pair, in one frame and with one intensity window where they are on one
/// grid.</summary>
internal sealed class WorstCasePictures(MeasurementTable table, ScanFiles files, FaceRule faces, int panelSize,
    CancellationToken cancellationToken)
{
    private const int Sagittal = 0;

    /// <summary>Through the midline, the temporal lobes, and above the orbits: what is seen of an axial slice is
    /// brain.</summary>
    private static readonly Vector3 SlicePosition = new(0.5f, 0.5f, 0.68f);
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
    private static readonly byte[] JpegSignature = [0xFF, 0xD8, 0xFF];

    /// <summary>The name of each view: three slices, then three of the surface.</summary>
    public static readonly IReadOnlyList<string> ViewNames =
        ["sagittal slice", "coronal slice", "axial slice", "surface, front", "surface, three-quarter",
            "surface, profile"];

    /// <summary>For each measurement of the pair the views of <see cref="ViewNames"/>, or a single picture that was
    /// handed over.</summary>
    /// <param name="rows">Rows of the table: the reference first, then its variants.</param>
    public IReadOnlyList<IReadOnlyList<ScanView>> Draw(IReadOnlyList<int> rows)
    {
        var stagings = new Dictionary<VoxelGrid, Staging>();
        var read = new List<Volume>();
        return [.. rows.Select(row => Draw(table.Rows[row], rows, read, stagings))];
    }

    private List<ScanView> Draw(
        MeasurementIdentity scan, IReadOnlyList<int> rows, List<Volume> read, Dictionary<VoxelGrid, Staging> stagings)
    {
        try
        {
            return scan.Picture is { } picture ? [HandedOver(picture, scan.Variant!)]
                : files.Of(scan, rows) is not ({ } file, _) ? [ScanView.None(files.Of(scan, rows).Problem!)]
                : DrawFile(file, scan.Variant!, read, stagings);
        }
        catch (Exception fault)
            when (fault is RefacePSException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [ScanView.None(fault.Message)];
        }
    }

    private ScanView HandedOver(string path, string variant)
    {
        if (!faces.Allows(variant))
        {
            return ScanView.None("Not shown: the picture may show a face that was not removed.");
        }

        var file = File.ReadAllBytes(path);
        return file.AsSpan().StartsWith(PngSignature) ? ScanView.Png(file)
            : file.AsSpan().StartsWith(JpegSignature) ? ScanView.Jpeg(file)
            : ScanView.None("The picture is neither PNG nor JPEG.");
    }

    private List<ScanView> DrawFile(
        string file, string variant, List<Volume> read, Dictionary<VoxelGrid, Staging> stagings)
    {
        var volume = VolumeReader.Read(file);
        if (read.Exists(earlier => earlier.Voxels.Span.SequenceEqual(volume.Voxels.Span)))
        {
            return [ScanView.None("The file holds the same voxels as another of this subject.")];
        }

        read.Add(volume);
        var showsFace = faces.Allows(variant);
        if (!showsFace && !volume.HasWorld)
        {
            return [ScanView.None(
                "The file does not say how the head lies, so that no slice can be chosen that shows no face.")];
        }

        var scene = VolumeScene.Load(volume, UprightWorld.Grid2World(volume, read), cancellationToken);
        stagings.TryAdd(volume.Grid, scene.Staging);
        return Views(scene, scene.Staging.After(stagings[volume.Grid]), showsFace);
    }

    private List<ScanView> Views(VolumeScene scene, Staging staging, bool showsFace)
    {
        var options = new VolumeImageOptions
        {
            Views = showsFace ? ImageViews.All : ImageViews.Slices, PanelSize = panelSize,
                SlicePosition = SlicePosition,
        };
        var panels = VolumePanels.Draw(scene, staging, options, cancellationToken);
        return [.. ViewNames.Select((_, i) => i < panels.Count && (showsFace || i != Sagittal)
            ? ScanView.Png(PngEncoder.Encode(panels[i]))
            : ScanView.None("Not shown: it would show the face."))];
    }
}
