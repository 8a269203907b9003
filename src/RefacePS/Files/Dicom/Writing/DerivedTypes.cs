using System.Text;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>
/// Says of images that their pixels are derived (PS3.3, C.7.6.1.1.2 and C.8.16.1): Image Type, and of enhanced files
/// the Frame Type of those frames that changed.
/// </summary>
internal static class DerivedTypes
{
    private const string Derived = "DERIVED";
    private const string Mixed = "MIXED";

    private static readonly uint[] FrameTypeSequences =
        [DicomTags.MRImageFrameTypeSequence, DicomTags.CTImageFrameTypeSequence, DicomTags.PETFrameTypeSequence];

    /// <summary>The data set with types that begin with DERIVED.</summary>
    /// <param name="dataset">The data set of a file.</param>
    /// <param name="changedFrames">Frames in which a pixel changed. Of others of an enhanced file nothing is
    /// said.</param>
    public static DicomDataset Set(DicomDataset dataset, IReadOnlySet<int> changedFrames)
    {
        if (dataset.Find(DicomTag.Of(DicomTags.PerFrameFunctionalGroupsSequence)) is not { Items: { } frames } perFrame)
        {
            return WithType(dataset, DicomTags.ImageType, Derived);
        }

        if (changedFrames.Count == 0)
        {
            return dataset;
        }

        // What all frames share is said of each, since it is no longer the same for all.
        var shared = dataset.FirstItem(DicomTag.Of(DicomTags.SharedFunctionalGroupsSequence));
        var common = shared?.Elements.Where(element => FrameTypeSequences.Contains(element.Tag.Number)).ToList() ?? [];
        var items = frames.Select(
            (item, frame) => item.With(WithFrameType(item.Dataset, common, changedFrames.Contains(frame)))).ToList();
        dataset = dataset.With(perFrame.WithItems(items));
        if (common.Count > 0)
        {
            var sequence = dataset.Find(DicomTag.Of(DicomTags.SharedFunctionalGroupsSequence))!;
            var left = sequence.Items![0]
                .Dataset.Transform(element => FrameTypeSequences.Contains(element.Tag.Number) ? null : element);
            dataset = dataset.With(sequence.WithItems([sequence.Items[0].With(left), .. sequence.Items.Skip(1)]));
        }

        // DERIVED for the whole would forbid what says how it was acquired (C.8.13.4), without which it is another
        // volume.
        return WithType(dataset, DicomTags.ImageType, Mixed);
    }

    private static DicomDataset WithFrameType(DicomDataset frame, List<DicomElement> common, bool isChanged)
    {
        foreach (var sequence in common.Where(sequence => !frame.Contains(sequence.Tag)))
        {
            frame = frame.With(sequence);
        }

        return !isChanged ? frame : frame.Transform(element =>
            FrameTypeSequences.Contains(element.Tag.Number) && element.Items is { } items
                ? element.WithItems(
                    [.. items.Select(item => item.With(WithType(item.Dataset, DicomTags.FrameType, Derived)))])
                : element);
    }

    private static DicomDataset WithType(DicomDataset dataset, uint tag, string type)
    {
        if (dataset.Find(DicomTag.Of(tag)) is not { Value.IsEmpty: false } element)
        {
            return dataset;
        }

        var values = Encoding.ASCII.GetString(element.Value.Span).TrimEnd(' ').Split('\\');
        return values[0] == type ? dataset : dataset.With(DicomElement.Create(
            element.Tag, element.Vr == DicomVr.Unsaid ? DicomVr.CS : element.Vr, element.Encoding,
            Encoding.ASCII.GetBytes(string.Join('\\', [type, .. values[1..]]))));
    }
}
