namespace RefacePS.Files.Dicom;

/// <summary>
/// The elements of a data set in the order of the file. It never changes: a change gives a new one, in which all other
/// elements keep their bytes.
/// </summary>
internal sealed class DicomDataset
{
    private readonly Dictionary<DicomTag, int> places = [];

    /// <summary>A data set of elements in the order in which they are written.</summary>
    public DicomDataset(IReadOnlyList<DicomElement> elements, DicomEncoding encoding)
    {
        (Elements, Encoding) = (elements, encoding);
        for (var i = 0; i < elements.Count; i++)
        {
            if (!places.TryAdd(elements[i].Tag, i) && !elements[i].Tag.IsPrivate)
            {
                Repeated ??= elements[i].Tag;
            }
        }
    }

    public IReadOnlyList<DicomElement> Elements { get; }

    public DicomEncoding Encoding { get; }

    /// <summary>The first tag of the standard that stands there twice, which it may not; else null.</summary>
    public DicomTag? Repeated { get; }

    /// <summary>The element of a tag, or null.</summary>
    public DicomElement? Find(DicomTag tag) => places.TryGetValue(tag, out var place) ? Elements[place] : null;

    public bool Contains(DicomTag tag) => places.ContainsKey(tag);

    /// <summary>The data sets of the items of a sequence; none where there is no such sequence.</summary>
    public IEnumerable<DicomDataset> Items(DicomTag sequence) =>
        Find(sequence)?.Items?.Select(item => item.Dataset) ?? [];

    /// <summary>The data set of the first item of a sequence, or null.</summary>
    public DicomDataset? FirstItem(DicomTag sequence) => Items(sequence).FirstOrDefault();

    /// <summary>The same with an element replaced or added in its place; lengths of groups are set right.</summary>
    public DicomDataset With(DicomElement element)
    {
        var elements = Elements.ToList();
        if (places.TryGetValue(element.Tag, out var place))
        {
            elements[place] = element;
        }
        else
        {
            var after = elements.FindIndex(other => other.Tag > element.Tag);
            elements.Insert(after < 0 ? elements.Count : after, element);
        }

        return new DicomDataset(elements, Encoding).WithGroupLengths(this);
    }

    /// <summary>The same with every element put through a function, which may leave it, replace it or drop it
    /// (null).</summary>
    public DicomDataset Transform(Func<DicomElement, DicomElement?> change)
    {
        var elements = new List<DicomElement>(Elements.Count);
        var isChanged = false;
        foreach (var element in Elements)
        {
            var changed = change(element);
            isChanged |= !ReferenceEquals(changed, element);
            if (changed is not null)
            {
                elements.Add(changed);
            }
        }

        return isChanged ? new DicomDataset(elements, Encoding).WithGroupLengths(this) : this;
    }

    /// <summary>The bytes of all elements.</summary>
    public byte[] ToBytes() => DicomElement.Concatenate([.. Elements.Select(element => element.Raw)]);

    /// <summary>Sets the lengths of those groups right that have one and in which something changed.</summary>
    private DicomDataset WithGroupLengths(DicomDataset before)
    {
        if (!Elements.Any(element => element.Tag.IsGroupLength))
        {
            return this;
        }

        var elements = Elements.ToList();
        for (var i = 0; i < elements.Count; i++)
        {
            var tag = elements[i].Tag;
            if (tag.IsGroupLength && LengthOf(tag.Group) is var length && length != before.LengthOf(tag.Group))
            {
                var value = new byte[4];
                Encoding.WriteUInt32(value, (uint)length);
                elements[i] = DicomElement.Create(tag, DicomVr.UL, Encoding, value);
            }
        }

        return new(elements, Encoding);
    }

    private long LengthOf(ushort group) =>
        Elements.Where(element => element.Tag.Group == group && !element.Tag.IsGroupLength)
            .Sum(element => (long)element.Raw.Length);
}
