namespace RefacePS.Files;

/// <summary>Lengths of the axes that a header claims, checked one rule a method.</summary>
internal readonly record struct NiftiShape(int Nx, int Ny, int Nz, int Frames)
{
    public const int MostDimensions = 7;

    private const int SpaceDimensions = 3;

    /// <summary>Bytes of all voxels, as a real number because a hostile header can claim more than any integer
    /// holds.</summary>
    public double ByteCount(VoxelType type) => (double)Nx * Ny * Nz * Frames * type.ByteSize();

    /// <summary>Shape of a 3-D or 4-D image.</summary>
    /// <exception cref="VolumeFormatException">The header claims anything else.</exception>
    public static NiftiShape Read(NiftiHeader header, string path)
    {
        return Read(Lengths(header, path), path);
    }

    /// <summary>Shape of a 3-D or 4-D image.</summary>
    /// <param name="lengths">Lengths of at least four axes.</param>
    /// <param name="path">The file that they are from.</param>
    /// <exception cref="VolumeFormatException">They are anything else.</exception>
    public static NiftiShape Read(long[] lengths, string path)
    {
        RequirePositive(lengths, path);
        RequireAtMostFourDimensions(lengths, path);
        RequireThreeDimensions(lengths, path);
        return new((int)lengths[0], (int)lengths[1], (int)lengths[2], (int)lengths[3]);
    }

    /// <summary>True if a header already says this shape.</summary>
    public bool IsIn(NiftiHeader header)
    {
        var claimed = header.GetDimension(0);
        return claimed is >= 3 and <= MostDimensions
            && (header.GetDimension(1), header.GetDimension(2), header.GetDimension(3)) == (Nx, Ny, Nz)
            && (claimed == SpaceDimensions ? 1 : header.GetDimension(4)) == Frames
            && Enumerable.Range(5, (int)Math.Max(0, claimed - 4)).All(axis => header.GetDimension(axis) == 1);
    }

    /// <summary>Sets the dimensions of a header.</summary>
    public void WriteTo(NiftiHeader header)
    {
        ReadOnlySpan<int> lengths = [Frames > 1 ? 4 : 3, Nx, Ny, Nz, Frames, 1, 1, 1];
        for (var i = 0; i < lengths.Length; i++)
        {
            header.SetDimension(i, lengths[i]);
        }
    }

    /// <summary>
    /// Lengths of seven axes; those beyond the number of dimensions are 1, and so are those beyond space that are said
    /// to be 0: some converters count a fourth dimension and give it no length.
    /// </summary>
    private static long[] Lengths(NiftiHeader header, string path)
    {
        var claimed = header.GetDimension(0);
        if (claimed is < 1 or > MostDimensions)
        {
            throw Invalid(path, $"The header claims {claimed} dimensions; NIfTI has 1 to {MostDimensions}");
        }

        var lengths = new long[MostDimensions];
        for (var axis = 0; axis < MostDimensions; axis++)
        {
            var length = axis < claimed ? header.GetDimension(axis + 1) : 1;
            lengths[axis] = length == 0 && axis >= SpaceDimensions ? 1 : length;
        }

        return lengths;
    }

    private static void RequirePositive(long[] lengths, string path)
    {
        var bad = Array.FindIndex(lengths, length => length is < 1 or > int.MaxValue);
        if (bad >= 0)
        {
            throw Invalid(path, $"The header claims a length of {lengths[bad]} for dimension {bad + 1}");
        }
    }

    private static void RequireAtMostFourDimensions(long[] lengths, string path)
    {
        if (Array.Exists(lengths[4..], length => length > 1))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.TooManyDimensions, path,
                $"The image is {string.Join('x', lengths)}; only 3-D and 4-D images are volumes. Split it first.");
        }
    }

    private static void RequireThreeDimensions(long[] lengths, string path)
    {
        if (Array.Exists(lengths[..3], length => length == 1))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.NotThreeDimensional, path,
                $"The image is {lengths[0]}x{lengths[1]}x{lengths[2]}: a slice, not a volume. Give the whole scan.");
        }
    }

    private static VolumeFormatException Invalid(string path, string what) =>
        new(VolumeFormatFault.InvalidDimensions, path, $"{what}. The header is damaged; convert the scan again.");
}
