namespace RefacePS.Files.Dicom;

/// <summary>A value representation (DICOM PS3.5, 6.2): two letters, or none where the file does not say.</summary>
internal readonly record struct DicomVr(char First, char Second)
{
    private const string Known =
        "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV";

    private const string Long = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";

    public static DicomVr Unsaid { get; }

    public static DicomVr CS { get; } = new('C', 'S');

    public static DicomVr DS { get; } = new('D', 'S');

    public static DicomVr LO { get; } = new('L', 'O');

    public static DicomVr OB { get; } = new('O', 'B');

    public static DicomVr OW { get; } = new('O', 'W');

    public static DicomVr SH { get; } = new('S', 'H');

    public static DicomVr SQ { get; } = new('S', 'Q');

    public static DicomVr UI { get; } = new('U', 'I');

    public static DicomVr UL { get; } = new('U', 'L');

    public static DicomVr UN { get; } = new('U', 'N');

    /// <summary>True if the standard knows these letters.</summary>
    public bool IsKnown => IsIn(Known);

    /// <summary>True if two reserved bytes and a length of 32 bits follow (PS3.5, table 7.1-1).</summary>
    public bool HasLongHeader => IsIn(Long);

    /// <summary>True if nothing says how values are represented, so that their content must.</summary>
    public bool IsUnknown => this == Unsaid || this == UN;

    /// <summary>The byte that fills a value up to an even length.</summary>
    public byte Padding => this == UI || HasLongHeader && !IsIn("UC UR UT") ? (byte)0 : (byte)' ';

    /// <summary>From two letters, for example <c>"CS"</c>.</summary>
    public static DicomVr Of(string letters) => new(letters[0], letters[1]);

    /// <inheritdoc/>
    public override string ToString() => this == Unsaid ? "" : $"{First}{Second}";

    private bool IsIn(string list)
    {
        for (var i = 0; i < list.Length; i += 3)
        {
            if (list[i] == First && list[i + 1] == Second)
            {
                return true;
            }
        }

        return false;
    }
}
