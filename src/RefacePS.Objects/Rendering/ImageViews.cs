namespace RefacePS;

/// <summary>The content of a picture of a volume.</summary>
[Flags]
public enum ImageViews
{
    /// <summary>A sagittal, a coronal and an axial slice.</summary>
    Slices = 1,

    /// <summary>The lit surface of the head from the front, three-quarter and in profile.</summary>
    Surface = 2,

    /// <summary>Both.</summary>
    All = Slices | Surface,
}
