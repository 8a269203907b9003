namespace RefacePS.Refacing.Pix2Pix;

/// <summary>The slices that stand together as the channels of one 2.5-D sample: a slice between its two
/// neighbours.</summary>
internal static class SliceWindow
{
    /// <summary>Channels of a sample.</summary>
    public const int Channels = 3;

    /// <summary>
    /// The slice that channel <paramref name="channel"/> (0, 1, 2) of the sample round <paramref name="slice"/> shows.
    /// The first and the last slice are their own missing neighbour. Mirrored, the neighbours change places: the sample
    /// of a head flipped left to right.
    /// </summary>
    public static int Neighbour(int slice, int channel, int slices, bool mirrored) =>
        Math.Clamp(slice + (mirrored ? 1 - channel : channel - 1), 0, slices - 1);
}
