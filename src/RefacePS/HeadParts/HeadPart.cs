namespace RefacePS.HeadParts;

/// <summary>The parts of a scan that the network tells from each other: its channels.</summary>
internal static class HeadPart
{
    /// <summary>Air, and whatever was removed.</summary>
    public const int Background = 0;

    /// <summary>Head that is neither of the following.</summary>
    public const int Other = 1;

    /// <summary>The intracranial cavity.</summary>
    public const int Cavity = 2;

    /// <summary>Face that is there: what the face zone of the head atlas holds, but for its border.</summary>
    public const int Face = 3;

    /// <summary>How many there are.</summary>
    public const int Count = 4;
}
