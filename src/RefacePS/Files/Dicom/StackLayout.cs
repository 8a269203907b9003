namespace RefacePS.Files.Dicom;

/// <summary>
/// The order of a stack's pixels as voxels of a volume: slices along row x column, rows from the last to the first, so
/// that most scans are stored as converters store them; scans that were taken in 3-D as RAS.
/// </summary>
/// <param name="Grid">Shape and place of the volume.</param>
/// <param name="Origin">Number of the voxel of the first pixel of the first slice.</param>
/// <param name="ColumnStride">Voxels from a column to the next.</param>
/// <param name="RowStride">Voxels from a row to the next.</param>
/// <param name="SliceStride">Voxels from a slice to the next.</param>
internal sealed record StackLayout(VoxelGrid Grid, int Origin, int ColumnStride, int RowStride, int SliceStride)
{
    /// <summary>Number of the voxel of the first pixel of a slice and frame.</summary>
    public int StartOf(int slice, int frame) => (int)(frame * Grid.VoxelCount) + Origin + slice * SliceStride;

    /// <summary>The layout of a stack.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="isThreeDimensional">Whether it was taken in 3-D, with no direction of slices of its own.</param>
    /// <exception cref="VolumeFormatException">There are more voxels than can be held at once.</exception>
    public static StackLayout Of(DicomStack stack, bool isThreeDimensional)
    {
        var plane = stack.First;
        var place = plane.Geometry;
        int[] lengths = [plane.Columns, plane.Rows, stack.Slices.Count];
        var bytes = (double)lengths[0] * lengths[1] * lengths[2] * stack.FrameCount * sizeof(float);
        if (bytes > Array.MaxLength)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.VolumeTooLarge, plane.Path,
                FormattableString.Invariant(
                    $"The series takes {bytes / (1 << 20):0} MiB, more than can be held at once. Give fewer frames."));
        }

        Vector3D[] steps =
        [
            ToRas(place.ColumnSpacing * place.RowDirection), ToRas(place.RowSpacing * place.ColumnDirection),
            ToRas(stack.Step),
        ];
        var origin = ToRas(place.Position);
        int[] axes = [0, 1, 2];
        int[] signs = [1, -1, 1];
        if (isThreeDimensional && stack.FrameCount == 1)
        {
            (axes, signs) = ToRas(steps);
        }

        return Of(lengths, steps, origin, axes, signs);
    }

    /// <param name="lengths">Columns, rows and slices.</param>
    /// <param name="steps">The step of each, in mm.</param>
    /// <param name="origin">The first pixel, in mm.</param>
    /// <param name="axes">Which of the three each axis of the volume is.</param>
    /// <param name="signs">Whether the volume has each of the three as it is (1) or from the end (-1).</param>
    private static StackLayout Of(int[] lengths, Vector3D[] steps, Vector3D origin, int[] axes, int[] signs)
    {
        Span<int> strides = stackalloc int[3];
        var (stride, first) = (1, 0);
        foreach (var axis in axes)
        {
            strides[axis] = signs[axis] * stride;
            if (signs[axis] < 0)
            {
                first += (lengths[axis] - 1) * stride;
                origin += (lengths[axis] - 1) * steps[axis];
            }

            stride *= lengths[axis];
        }

        var (x, y, z) =
            (signs[axes[0]] * steps[axes[0]], signs[axes[1]] * steps[axes[1]], signs[axes[2]] * steps[axes[2]]);
        var grid2World = new AffineMatrix(x.X, y.X, z.X, origin.X, x.Y, y.Y, z.Y, origin.Y, x.Z, y.Z, z.Z, origin.Z);
        return new(
            new(lengths[axes[0]], lengths[axes[1]], lengths[axes[2]], grid2World), first, strides[0], strides[1],
            strides[2]);
    }

    /// <summary>Axes and signs that bring steps closest to Right, Anterior, Superior.</summary>
    private static (int[] Axes, int[] Signs) ToRas(Vector3D[] steps)
    {
        var matrix = new AffineMatrix(
            steps[0].X, steps[1].X, steps[2].X, 0, steps[0].Y, steps[1].Y, steps[2].Y, 0, steps[0].Z, steps[1].Z,
            steps[2].Z, 0);
        var code = Orientation.Parse(Orientation.FromAffine(matrix));
        var axes = new int[3];
        for (var axis = 0; axis < 3; axis++)
        {
            axes[code[axis].WorldAxis] = axis;
        }

        return (axes, [.. code.Select(axis => axis.Sign)]);
    }

    /// <summary>DICOM's x and y point Left and Posterior.</summary>
    private static Vector3D ToRas(Vector3D patient) => new(-patient.X, -patient.Y, patient.Z);
}
