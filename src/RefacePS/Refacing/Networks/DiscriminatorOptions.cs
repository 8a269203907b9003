namespace RefacePS.Refacing.Networks;

/// <summary>The size of a PatchGAN discriminator.</summary>
/// <param name="InputChannels">Channels of the condition and of the judged image together.</param>
/// <param name="Filters">Channels after the first block (ndf), doubled a block up to 8 times this; pix2pix has
/// 64.</param>
/// <param name="Layers">Blocks of stride 2; 3 gives the published 70x70 patch.</param>
/// <param name="Dimensions">2 for slices, 3 for volumes.</param>
public sealed record DiscriminatorOptions(int InputChannels = 4, int Filters = 64, int Layers = 3, int Dimensions = 2)
{
    /// <summary>Channels after block <paramref name="level"/>, counted from 0.</summary>
    public int Width(int level) => Filters * Math.Min(1 << level, 8);

    /// <summary>Checks that such a network can be built.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(InputChannels, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Filters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Filters, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(Layers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Layers, 6);
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimensions, 3);
    }
}
