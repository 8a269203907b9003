namespace RefacePS.Refacing.Networks;

/// <summary>The size of a U-Net generator: what is needed to build it again around stored weights.</summary>
/// <param name="InputChannels">Channels in: of slices, three neighbours, the middle one being generated.</param>
/// <param name="OutputChannels">Channels out.</param>
/// <param name="Depth">Blocks down, and as many up; each halves the sides. unet_256 has 8.</param>
/// <param name="Filters">Channels after the first block (ngf); each block doubles them up to 8 times this. pix2pix has
/// 64.</param>
/// <param name="Dimensions">2 for slices, 3 for volumes.</param>
public sealed record UnetOptions(int InputChannels = 3, int OutputChannels = 1, int Depth = 8, int Filters = 64,
    int Dimensions = 2)
{
    /// <summary>Sides of an image must be a multiple of this, 2 to the power of <see cref="Depth"/>.</summary>
    public int SideMultiple => 1 << Depth;

    /// <summary>Channels after down-block <paramref name="level"/>, counted from 0.</summary>
    public int Width(int level) => Filters * Math.Min(1 << level, 8);

    /// <summary>Checks that such a network can be built.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(InputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Depth, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Depth, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(Filters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Filters, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimensions, 3);
    }

    /// <summary>Checks that an image suits the depth.</summary>
    /// <exception cref="ArgumentException">A side is not a multiple of <see cref="SideMultiple"/>.</exception>
    public void RequireSides(int rows, int columns)
    {
        if (rows < 1 || columns < 1 || rows % SideMultiple != 0 || columns % SideMultiple != 0)
        {
            throw new ArgumentException(
                $"Slices of {rows} x {columns} do not suit this network: both sides must be multiples of "
                    + $"{SideMultiple}.");
        }
    }
}
