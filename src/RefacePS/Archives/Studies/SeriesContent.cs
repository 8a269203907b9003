using System.Collections.Frozen;
using RefacePS.Files;
using RefacePS.Files.Dicom;

namespace RefacePS.Archives.Studies;

/// <summary>The content of a unit's series, as far as its header says.</summary>
internal sealed record SeriesContent
{
    /// <summary>Words of Image Type and Frame Type that say that pixels are a look at a volume from outside, and no
    /// slices of it (PS3.3, C.8.16.1 and C.8.16.2; and what scanners write).</summary>
    private static readonly FrozenSet<string> Renderings = FrozenSet.ToFrozenSet(
        ["PROJECTION IMAGE", "MIP", "MINIP", "MNIP", "MAX_IP", "MIN_IP", "MEAN_IP", "CSA MIP", "VOLUME_RENDER",
            "SURFACE_RENDER", "VRT", "VR", "SSD", "SHADED", "3D RENDERING", "RENDERING", "SCREENSHOT", "SCREEN SAVE"],
        StringComparer.Ordinal);

    /// <summary>Words of Image Type that say that voxels are a computed quantity.</summary>
    private static readonly FrozenSet<string> Quantities = FrozenSet.ToFrozenSet(
        ["ADC", "EADC", "FA", "FRACT_ANISO", "CBF", "CBV", "RCBF", "RCBV", "RELCBF", "RELCBV", "RELMTT", "MTT", "TTP",
            "TMAX", "B0"],
        StringComparer.Ordinal);

    /// <summary>UID of the study.</summary>
    public required string StudyUid { get; init; }

    /// <summary>UID of the system of coordinates, or null.</summary>
    public required string? FrameOfReferenceUid { get; init; }

    /// <summary>MR, CT or PT.</summary>
    public required string Modality { get; init; }

    /// <summary>True if it is a T1-weighted head, as far as can be told.</summary>
    public bool IsT1Weighted { get; init; }

    /// <summary>True if its voxels are phases, parts of complex numbers, or a computed quantity.</summary>
    public bool IsMap { get; init; }

    /// <summary>True if it has several frames.</summary>
    public bool IsSeries { get; init; }

    /// <summary>Its description, in words that follow "it is", where it is no volume that can be treated; else
    /// null.</summary>
    public string? Unfit { get; init; }

    /// <summary>Looks at a unit, by the header of its first file.</summary>
    /// <exception cref="RefacePSException">That cannot be read.</exception>
    public static SeriesContent Of(SeriesUnit unit, DicomDataset dataset)
    {
        var first = unit.Volumes[0].Planes[0];
        var attributes = FrameAttributes.Of(dataset, first.Frame);
        var words = unit.Volumes.SelectMany(volume => volume.Planes[0].Contrast.Split('\\', '|'))
            .Select(word => word.Trim().ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var modality = dataset.GetText(DicomTags.Modality) ?? "";
        var isMap = words.Overlaps(Quantities) || words.Any(word => word.Contains("MAP", StringComparison.Ordinal))
            || unit.Volumes.All(volume => volume.IsPhase);
        var (isFlat, isSeries) = Shape(unit);
        return new()
        {
            StudyUid = dataset.GetText(DicomTags.StudyInstanceUid) ?? "",
            FrameOfReferenceUid = dataset.GetText(DicomTags.FrameOfReferenceUid),
            Modality = modality,
            IsMap = isMap,
            IsSeries = isSeries,
            IsT1Weighted = modality == "MR" && !isMap
                && MagneticContrast.IsT1Weighted(attributes, dataset, first.Contrast),
            Unfit = isFlat ? "a DICOM localiser (single slices)"
                : words.Overlaps(Renderings) || IsRendered(dataset, attributes) ? "a DICOM rendering or projection"
                : unit.Volumes.Any(volume => volume.HasTextBurnedIn) ? "a DICOM image with text burned in"
                : null,
        };
    }

    /// <summary>True if the voxels of a volume are phases or a computed quantity; false for one that cannot be
    /// read.</summary>
    public static bool IsMapOf(DicomSeries volume, CancellationToken cancel)
    {
        try
        {
            return Of(new([volume]), DicomFile.ReadHeader(volume.Path, cancel).Dataset).IsMap;
        }
        catch (RefacePSException)
        {
            return false;
        }
    }

    /// <summary>Enhanced files say how pixels were computed from a volume in an element of their own.</summary>
    private static bool IsRendered(DicomDataset dataset, FrameAttributes attributes) =>
        new[]
        {
            dataset.GetText(DicomTags.VolumeBasedCalculationTechnique),
            attributes.Text(DicomTags.MRImageFrameTypeSequence, DicomTags.VolumeBasedCalculationTechnique),
            attributes.Text(DicomTags.CTImageFrameTypeSequence, DicomTags.VolumeBasedCalculationTechnique),
            attributes.Text(DicomTags.PETFrameTypeSequence, DicomTags.VolumeBasedCalculationTechnique),
        }.Any(technique => technique is not (null or "NONE" or "MPR" or "CURVED_MPR"));

    /// <summary>The form of a series: single slices, and several frames or one. What is wrong with a stack
    /// otherwise is told of when it is read.</summary>
    private static (bool IsFlat, bool IsSeries) Shape(SeriesUnit unit)
    {
        var isSeries = false;
        foreach (var volume in unit.Volumes)
        {
            try
            {
                isSeries |= DicomStack.Sort(volume.Planes).FrameCount > 1;
            }
            catch (VolumeFormatException e) when (e.Fault == VolumeFormatFault.NotThreeDimensional)
            {
                return (true, false);
            }
            catch (VolumeFormatException)
            {
            }
        }

        return (false, isSeries);
    }
}
