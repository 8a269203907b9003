namespace RefacePS.Archives.Contents;

/// <summary>Risk of a file that goes out as it is.</summary>
internal enum ContentRisk
{
    /// <summary>It is text that says nothing but what a reader sees: it may go out.</summary>
    Harmless,

    /// <summary>Not known to be harmless: a document, a picture, a program, or nobody knows what.</summary>
    Unknown,

    /// <summary>An image of a scanner's, or a container that may hold one.</summary>
    Image,
}

/// <summary>A kind of content of files.</summary>
/// <param name="Name">In words that follow "it is", such as "a DICOM file".</param>
/// <param name="Risk">What may come of it.</param>
internal sealed record ContentKind(string Name, ContentRisk Risk)
{
    /// <summary>Text, which may go out.</summary>
    public static ContentKind Text { get; } = new("text", ContentRisk.Harmless);

    /// <summary>True if it may go out as it is.</summary>
    public bool IsHarmless => Risk == ContentRisk.Harmless;

    /// <summary>An image, or a container that may hold one.</summary>
    public static ContentKind Image(string name) => new(name, ContentRisk.Image);

    /// <summary>Something that is not known to be harmless.</summary>
    public static ContentKind Other(string name) => new(name, ContentRisk.Unknown);
}
