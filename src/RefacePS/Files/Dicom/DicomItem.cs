namespace RefacePS.Files.Dicom;

/// <summary>An item of a sequence: a data set with the bytes that the file has for it, header and delimiter
/// included.</summary>
internal sealed class DicomItem
{
    /// <summary>An item as read.</summary>
    public DicomItem(DicomDataset dataset, ReadOnlyMemory<byte> raw, bool isUndefinedLength) =>
        (Dataset, Raw, IsUndefinedLength) = (dataset, raw, isUndefinedLength);

    public DicomDataset Dataset { get; }

    public ReadOnlyMemory<byte> Raw { get; }

    public bool IsUndefinedLength { get; }

    /// <summary>A new item of defined length.</summary>
    public static DicomItem Create(DicomDataset dataset) => Create(dataset, isUndefinedLength: false);

    /// <summary>The same item with another content, its length defined or undefined as it was.</summary>
    public DicomItem With(DicomDataset dataset) =>
        ReferenceEquals(dataset, Dataset) ? this : Create(dataset, IsUndefinedLength);

    private static DicomItem Create(DicomDataset dataset, bool isUndefinedLength)
    {
        var content = dataset.ToBytes();
        var encoding = dataset.Encoding;
        var length = isUndefinedLength ? DicomEncoding.Undefined : (uint)content.Length;
        ReadOnlyMemory<byte>[] parts = isUndefinedLength
            ? [encoding.ItemHeader(DicomTag.Item, length), content, encoding.ItemHeader(DicomTag.ItemEnd, 0)]
            : [encoding.ItemHeader(DicomTag.Item, length), content];
        return new(dataset, DicomElement.Concatenate(parts), isUndefinedLength);
    }
}
