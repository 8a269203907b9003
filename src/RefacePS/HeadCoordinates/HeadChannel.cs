namespace RefacePS.HeadCoordinates;

/// <summary>The channels of the network: its answers for every voxel.</summary>
internal static class HeadChannel
{
    /// <summary>Logit of the intracranial cavity.</summary>
    public const int Cavity = 0;

    /// <summary>Distance from the plane between left and right; a mirror image is not told from what it
    /// mirrors.</summary>
    public const int Aside = 1;

    /// <summary>Atlas coordinate to the front.</summary>
    public const int Front = 2;

    /// <summary>Atlas coordinate to the top.</summary>
    public const int Up = 3;

    /// <summary>The number of channels.</summary>
    public const int Count = 4;

    /// <summary>Coordinates of 1 stand for so many mm.</summary>
    public const double Unit = 100;
}
