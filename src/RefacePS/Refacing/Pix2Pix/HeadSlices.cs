namespace RefacePS.Refacing.Pix2Pix;

/// <summary>Parallel sagittal slices of a head as the networks see them, values in [-1, 1] with air at -1.</summary>
public sealed class HeadSlices
{
    /// <summary>Wraps values of shape (slices, rows, columns), columns fastest.</summary>
    /// <exception cref="ArgumentException">The number of values is not slices x rows x columns, or one of these is not
    /// positive.</exception>
    public HeadSlices(int slices, int rows, int columns, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (slices < 1 || rows < 1 || columns < 1 || values.LongLength != (long)slices * rows * columns)
        {
            throw new ArgumentException(
                $"{Counted.Of(slices, "slice")} of {rows} x {columns} cannot have "
                    + $"{Counted.Of(values.Length, "value")}.",
                nameof(values));
        }

        (Slices, Rows, Columns, Values) = (slices, rows, columns, values);
    }

    /// <summary>Slices, from one side of the head to the other.</summary>
    public int Slices { get; }

    /// <summary>Rows of a slice, from inferior to superior.</summary>
    public int Rows { get; }

    /// <summary>Columns of a slice, from posterior to anterior.</summary>
    public int Columns { get; }

    /// <summary>Values of a slice.</summary>
    public int SliceLength => Rows * Columns;

    /// <summary>All values, (slices, rows, columns), columns fastest.</summary>
    public float[] Values { get; }

    /// <summary>The values of one slice.</summary>
    public Span<float> Slice(int slice) => Values.AsSpan(slice * SliceLength, SliceLength);
}
