namespace RefacePS.Files.Dicom;

/// <summary>The slices of a file, by its header alone.</summary>
internal static class DicomImage
{
    /// <summary>Classes of images that are slices of a body (PS3.4, B.5): CT, MR and PET, classic, enhanced, and
    /// converted.</summary>
    private static readonly HashSet<string> SliceClasses =
    [
        "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.2.2",
        "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.4.4",
        "1.2.840.10008.5.1.4.1.1.128", "1.2.840.10008.5.1.4.1.1.128.1", "1.2.840.10008.5.1.4.1.1.130",
    ];

    /// <summary>True if a file is one of those classes: not a report, a secondary capture, a presentation.</summary>
    public static bool IsSliceImage(DicomDataset dataset) =>
        dataset.GetText(DicomTags.SopClassUid) is { } uid && SliceClasses.Contains(uid);

    /// <summary>The slices of a file.</summary>
    /// <exception cref="VolumeFormatException">It holds none, or does not say where they are.</exception>
    public static IReadOnlyList<DicomPlane> Planes(DicomFile file)
    {
        if (!IsSliceImage(file.Dataset))
        {
            var what = DicomClasses.NameOf(file.Dataset.GetText(DicomTags.SopClassUid));
            throw NoVolume(file.Path, $"The file is {what}, not an MR, CT or PET image of slices");
        }

        if (file.Dataset.Contains(DicomTag.Of(DicomTags.ModalityLutSequence)))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.UnsupportedVoxelType, file.Path,
                "The pixels get their values from a table (Modality LUT), which is not read. Convert it to slope and "
                    + "intercept.");
        }

        var format = PixelFormat.Read(file.Dataset, file.Path);
        var telling = DicomPeople.TellingTextsOf(file.Dataset);
        var isBurnedIn = DicomPeople.HasTextBurnedIn(file.Dataset);
        return [.. Planes(file, format).Select(
            plane => plane with { Telling = telling, HasTextBurnedIn = isBurnedIn })];
    }

    private static IReadOnlyList<DicomPlane> Planes(DicomFile file, PixelFormat format)
    {
        if (SiemensMosaic.Find(file.Dataset) is { } mosaic)
        {
            return mosaic.Split(Plane(file, format, 0, new([file.Dataset])), file.Path);
        }

        var frames = file.Dataset.Find(DicomTag.Of(DicomTags.PerFrameFunctionalGroupsSequence))?.Items?.Count ?? 0;
        return format.Frames == 1 || frames >= format.Frames
            ? [.. Enumerable.Range(0, format.Frames).Select(
                frame => Plane(file, format, frame, FrameAttributes.Of(file.Dataset, frame)))]
            : throw NoVolume(file.Path, "The file has several images and does not say where each is");
    }

    private static DicomPlane Plane(DicomFile file, PixelFormat format, int frame, FrameAttributes attributes)
    {
        var (slope, intercept) = Rescale(attributes);
        var dataset = file.Dataset;
        return new()
        {
            Path = file.Path,
            Frame = frame,
            Columns = format.Columns,
            Rows = format.Rows,
            Format = format,
            IsCut = file.Length < LeastLength(format, file.Syntax),
            Geometry = Geometry(attributes, file.Path),
            Slope = slope,
            Intercept = intercept,
            SeriesUid = dataset.GetText(DicomTags.SeriesInstanceUid) ?? "",
            InstanceUid = dataset.GetText(DicomTags.SopInstanceUid) ?? "",
            Contrast = Contrast(attributes),
            EchoTime = EchoTime(attributes),
            Order = new(
                attributes.Number(DicomTags.FrameContentSequence, DicomTags.TemporalPositionIndex)
                    ?? attributes.Number(0, DicomTags.TemporalPositionIdentifier)
                    ?? attributes.Number(0, DicomTags.FrameReferenceTime) ?? 0,
                attributes.Number(DicomTags.FrameContentSequence, DicomTags.FrameAcquisitionNumber)
                    ?? attributes.Number(0, DicomTags.AcquisitionNumber) ?? 0,
                attributes.Number(0, DicomTags.TriggerTime) ?? 0,
                dataset.GetText(DicomTags.AcquisitionDate) + dataset.GetText(DicomTags.AcquisitionTime),
                dataset.GetInteger(DicomTags.InstanceNumber) ?? 0, frame),
        };
    }

    /// <summary>Bytes that images take in a file at least, packed as well as can be.</summary>
    private static long LeastLength(PixelFormat format, TransferSyntax syntax) =>
        syntax.IsDeflated ? (long)format.FrameSize * format.Frames / DicomFile.DeflateMaximumRatio
        : syntax.Compression == PixelCompression.None ? (long)format.FrameSize * format.Frames
        : (long)format.Rows * format.Columns * format.Frames / PixelFrames.MostCellsOfByte;

    private static PlaneGeometry Geometry(FrameAttributes attributes, string path)
    {
        var position = attributes.Numbers(DicomTags.PlanePositionSequence, DicomTags.ImagePositionPatient);
        var orientation = attributes.Numbers(DicomTags.PlaneOrientationSequence, DicomTags.ImageOrientationPatient);
        var spacing = attributes.Numbers(DicomTags.PixelMeasuresSequence, DicomTags.PixelSpacing);
        if (position.Length < 3 || orientation.Length < 6)
        {
            throw NoVolume(
                path, "The file does not say where its pixels are (Image Position and Orientation, Patient)");
        }

        var row = new Vector3D(orientation[0], orientation[1], orientation[2]);
        var column = new Vector3D(orientation[3], orientation[4], orientation[5]);
        if (spacing.Length < 2 || !(spacing[0] > 0) || !(spacing[1] > 0) || Math.Abs(row.Dot(column)) > 0.01
            || Math.Abs(row.Length - 1) > 0.01 || Math.Abs(column.Length - 1) > 0.01)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.InvalidAffine, path,
                "The directions of rows and columns, or the sizes of pixels, are not possible. "
                    + "Export the series again.");
        }

        return new(
            new(position[0], position[1], position[2]), 1 / row.Length * row, 1 / column.Length * column, spacing[0],
            spacing[1]);
    }

    /// <summary>Real = stored x slope + intercept: of the Modality LUT, or where Philips gives it, of the
    /// signal.</summary>
    private static (double Slope, double Intercept) Rescale(FrameAttributes attributes)
    {
        var slope = attributes.Number(DicomTags.PixelValueTransformationSequence, DicomTags.RescaleSlope) ?? 1;
        var intercept = attributes.Number(DicomTags.PixelValueTransformationSequence, DicomTags.RescaleIntercept) ?? 0;
        slope = slope == 0 ? 1 : slope;
        var scale = attributes.Number(DicomTags.PhilipsFrameSequence, DicomTags.PhilipsScaleSlope);
        return attributes.Text(0, DicomTags.Manufacturer)?.StartsWith(
            "Philips", StringComparison.OrdinalIgnoreCase) == true
            && scale is > 0 && attributes.Text(0, DicomTags.Modality) == "MR"
            ? (1 / scale.Value, intercept / (slope * scale.Value)) : (slope, intercept);
    }

    private static string Contrast(FrameAttributes attributes) => string.Join(
        '|',
        attributes.Text(DicomTags.MRImageFrameTypeSequence, DicomTags.FrameType)
            ?? attributes.Text(DicomTags.CTImageFrameTypeSequence, DicomTags.FrameType)
            ?? attributes.Text(DicomTags.PETFrameTypeSequence, DicomTags.FrameType)
            ?? attributes.Text(0, DicomTags.ImageType),
        attributes.Text(DicomTags.MRImageFrameTypeSequence, DicomTags.ComplexImageComponent),
        attributes.Number(0, DicomTags.EchoNumbers),
        EchoTime(attributes),
        attributes.Number(0, DicomTags.InversionTime));

    private static double? EchoTime(FrameAttributes attributes) =>
        attributes.Number(DicomTags.MREchoSequence, DicomTags.EffectiveEchoTime)
        ?? attributes.Number(0, DicomTags.EchoTime);

    private static VolumeFormatException NoVolume(string path, string what) =>
        new(VolumeFormatFault.NotDicomVolume, path, $"{what}. Give the files of an image series.");
}

/// <summary>The attributes of a frame: its own groups first, then those that all frames share, then those of the
/// file.</summary>
internal readonly struct FrameAttributes(IReadOnlyList<DicomDataset?> levels)
{
    /// <summary>The attributes of a frame of a file, which need not be of several.</summary>
    public static FrameAttributes Of(DicomDataset dataset, int frame) => new(
    [
        dataset.Find(DicomTag.Of(DicomTags.PerFrameFunctionalGroupsSequence))?.Items?.ElementAtOrDefault(
            frame)?.Dataset,
        dataset.FirstItem(DicomTag.Of(DicomTags.SharedFunctionalGroupsSequence)),
        dataset,
    ]);

    /// <summary>The numbers of an attribute, looked for in a functional group of each level and on the level
    /// itself.</summary>
    public double[] Numbers(uint group, uint tag)
    {
        foreach (var level in Levels(group))
        {
            if (level.GetNumbers(tag) is { Length: > 0 } numbers)
            {
                return numbers;
            }
        }

        return [];
    }

    public double? Number(uint group, uint tag) => Numbers(group, tag) is [var first, ..] ? first : null;

    public string? Text(uint group, uint tag)
    {
        foreach (var level in Levels(group))
        {
            if (level.GetText(tag) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The items of a sequence of the file.</summary>
    public IEnumerable<DicomDataset> Items(uint sequence) => levels[^1]?.Items(DicomTag.Of(sequence)) ?? [];

    private IEnumerable<DicomDataset> Levels(uint group)
    {
        foreach (var level in levels)
        {
            if (group != 0 && level?.FirstItem(DicomTag.Of(group)) is { } item)
            {
                yield return item;
            }

            if (level is not null)
            {
                yield return level;
            }
        }
    }
}
