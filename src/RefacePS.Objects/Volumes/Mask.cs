namespace RefacePS;

/// <summary>A set of voxels of a grid, one byte a voxel: 1 inside, 0 outside; x fastest.</summary>
public sealed class Mask
{
    /// <summary>Wraps voxels of a grid.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not the number of voxels.</exception>
    public Mask(VoxelGrid grid, ReadOnlyMemory<byte> voxels)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (voxels.Length != grid.VoxelCount)
        {
            throw new ArgumentException(
                $"A mask of {grid} needs {Counted.Of(grid.VoxelCount, "byte")}, not {voxels.Length}.",
                nameof(voxels));
        }

        (Grid, Voxels, Count) = (grid, voxels, voxels.Length - voxels.Span.Count((byte)0));
    }

    /// <summary>The grid whose voxels are marked.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>One byte a voxel, 1 inside and 0 outside, x fastest.</summary>
    public ReadOnlyMemory<byte> Voxels { get; }

    /// <summary>Voxels inside.</summary>
    public long Count { get; }

    /// <summary>Size of the marked region in mL.</summary>
    public double VolumeMilliliters => Grid.Milliliters(Count);

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Counted.Of(Count, "voxel")}, {VolumeMilliliters:0.#} mL");
}
