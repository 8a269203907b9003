namespace RefacePS.Files;

/// <summary>From a NIfTI header to the positions of its voxels, and back (nifti1.h, "3D image orientation and location
/// in space").</summary>
internal static class NiftiGeometry
{
    private const int UnitMask = 7;
    private const int UnitMetre = 1;
    private const int UnitMillimeter = 2;
    private const int UnitMicron = 3;

    /// <summary>NIFTI_XFORM_SCANNER_ANAT.</summary>
    private const int ScannerCode = 1;

    /// <summary>True if the header says where its voxels are, by qform or sform.</summary>
    public static bool HasWorld(NiftiHeader header) => header.SformCode > 0 || header.QformCode > 0;

    /// <summary>
    /// Voxel index to RAS+ world in mm: the sform (method 3) where its code is positive, else the qform (method 2)
    /// where its code is, else the voxel sizes alone (method 1). A form that maps no volume, such as one of zeros,
    /// gives way to the other; where neither does, the one that comes first is returned as it is.
    /// </summary>
    public static AffineMatrix Grid2World(NiftiHeader header)
    {
        var stored = Form(header);
        var millimeters = (header.Units & UnitMask) switch
        {
            UnitMetre => 1000.0,
            UnitMicron => 0.001,
            _ => 1.0,
        };
        return millimeters == 1 ? stored : AffineMatrix.Scale(millimeters, millimeters, millimeters) * stored;
    }

    /// <summary>True if a map can place voxels: it is finite, and can be undone.</summary>
    public static bool IsUsable(AffineMatrix grid2World)
    {
        var determinant = grid2World.Determinant;
        return grid2World.IsFinite && double.IsFinite(determinant) && determinant != 0
            && grid2World.Inverse().IsFinite;
    }

    /// <summary>Sets sform, voxel sizes and units from a grid. The qform is switched off: it could not hold a
    /// shear.</summary>
    public static void SetGrid(NiftiHeader header, VoxelGrid grid, bool hasWorld)
    {
        header.Units = header.Units & ~UnitMask | UnitMillimeter;
        header.QformCode = 0;
        header.SformCode = hasWorld ? Math.Max(header.SformCode, ScannerCode) : 0;
        for (var row = 0; row < 3; row++)
        {
            header.SetVoxelSize(row + 1, grid.VoxelSize[row]);
            for (var column = 0; column < 4; column++)
            {
                header.SetSform(row, column, grid.Grid2World[row, column]);
            }
        }
    }

    private static AffineMatrix Form(NiftiHeader header)
    {
        AffineMatrix? sform = header.SformCode > 0 ? Sform(header) : null;
        AffineMatrix? qform = header.QformCode > 0 ? Qform(header) : null;
        return sform is { } first && (IsUsable(first) || qform is not { } second || !IsUsable(second)) ? first
            : qform ?? Scaling(header);
    }

    private static AffineMatrix Sform(NiftiHeader header)
    {
        Span<double> rows = stackalloc double[12];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = header.GetSform(i / 4, i % 4);
        }

        return AffineMatrix.FromRows(rows);
    }

    private static AffineMatrix Qform(NiftiHeader header)
    {
        var (a, b, c, d) = UnitQuaternion(header);
        var (sx, sy, length) = VoxelSizes(header);
        var sz = header.GetVoxelSize(0) < 0 ? -length : length;
        return new(
            (a * a + b * b - c * c - d * d) * sx, 2 * (b * c - a * d) * sy, 2 * (b * d + a * c) * sz,
            header.GetQformOffset(0),
            2 * (b * c + a * d) * sx, (a * a + c * c - b * b - d * d) * sy, 2 * (c * d - a * b) * sz,
            header.GetQformOffset(1),
            2 * (b * d - a * c) * sx, 2 * (c * d + a * b) * sy, (a * a + d * d - b * b - c * c) * sz,
            header.GetQformOffset(2));
    }

    /// <summary>The whole unit quaternion from the three parts that are stored; a is never negative.</summary>
    private static (double A, double B, double C, double D) UnitQuaternion(NiftiHeader header)
    {
        var (b, c, d) = (header.GetQuaternion(0), header.GetQuaternion(1), header.GetQuaternion(2));
        var squared = b * b + c * c + d * d;

        // At a half turn a is 0, and what is left of 1 is the rounding of three squares, whose root would be a turn of
        // its own.
        if (squared > 1 - 3 * header.Layout.RealEpsilon)
        {
            var length = Math.Sqrt(squared);
            return (0, b / length, c / length, d / length);
        }

        return (Math.Sqrt(1 - squared), b, c, d);
    }

    /// <summary>
    /// The place of a scan whose header tells none: its first axis goes to the Left, the others to Anterior and
    /// Superior, and its middle is the origin. The standard's method 1 is silent on both; this is how nibabel reads it.
    /// </summary>
    private static AffineMatrix Scaling(NiftiHeader header)
    {
        var (x, y, z) = VoxelSizes(header);
        return AffineMatrix.Scale(-x, y, z) * AffineMatrix.Translation(Middle(1), Middle(2), Middle(3));

        double Middle(int axis) => -(header.GetDimension(axis) - 1) / 2.0;
    }

    /// <summary>Sizes of a voxel along the axes. Converters that turn an axis round have written them
    /// negative.</summary>
    private static (double X, double Y, double Z) VoxelSizes(NiftiHeader header) =>
        (Math.Abs(header.GetVoxelSize(1)), Math.Abs(header.GetVoxelSize(2)), Math.Abs(header.GetVoxelSize(3)));
}
