namespace RefacePS.Refacing.Training;

/// <summary>
/// One head to learn from: the defaced slices, the same slices with the face, and where the face was removed. All three
/// have the shape (slices, side, side): slices along Left, rows from inferior to superior, columns from posterior to
/// anterior.
/// </summary>
public sealed class HeadPair
{
    private const float HalfRange = 127.5f;

    /// <summary>Wraps the three stacks.</summary>
    /// <param name="subject">Whose head it is; heads of one subject never stand on both sides of a split.</param>
    /// <param name="slices">Slices in each stack.</param>
    /// <param name="input">Intensities of the defaced head, as <see cref="Quantise"/> stores them.</param>
    /// <param name="target">Intensities of the whole head, stored alike.</param>
    /// <param name="mask">1 where the face was removed, else 0.</param>
    /// <exception cref="TrainingDataInvalidException">The stacks differ in length, or their slices are not
    /// square.</exception>
    public HeadPair(string subject, int slices, byte[] input, byte[] target, byte[] mask)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(mask);
        var side = slices > 0 ? (int)Math.Sqrt(input.Length / slices) : 0;
        if (side < 1 || (long)slices * side * side != input.Length || target.Length != input.Length
            || mask.Length != input.Length)
        {
            throw new TrainingDataInvalidException(
                $"The head of '{subject}' has {Counted.Of(slices, "slice")} and stacks of {input.Length}, "
                    + $"{target.Length} and {Counted.Of(mask.Length, "voxel")}; the three must be equal, of "
                    + $"square slices.");
        }

        (Subject, Slices, Side, Input, Target, Mask) = (subject, slices, side, input, target, mask);
    }

    /// <summary>Whose head it is.</summary>
    public string Subject { get; }

    /// <summary>Slices in each stack.</summary>
    public int Slices { get; }

    /// <summary>Rows of a slice, and columns.</summary>
    public int Side { get; }

    /// <summary>Voxels of a slice.</summary>
    public int SliceLength => Side * Side;

    /// <summary>Stored intensities of the defaced head.</summary>
    public ReadOnlyMemory<byte> Input { get; }

    /// <summary>Stored intensities of the whole head.</summary>
    public ReadOnlyMemory<byte> Target { get; }

    /// <summary>1 where the face was removed, else 0.</summary>
    public ReadOnlyMemory<byte> Mask { get; }

    /// <summary>
    /// The place in which the kept part of the head alone would have put it: the stacks' world to that of the atlas,
    /// mm. The stacks lie where the whole head, face and all, lies best.
    /// </summary>
    public AffineMatrix ByKeptPart { get; init; } = AffineMatrix.Identity;

    /// <summary>Stores an intensity of [-1, 1] in a byte, clamping what is outside.</summary>
    public static byte Quantise(float value) => (byte)Math.Clamp(MathF.Round((value + 1) * HalfRange), 0, 255);

    /// <summary>The intensity that a byte stores, in [-1, 1].</summary>
    public static float Dequantise(byte stored) => stored / HalfRange - 1;

    /// <summary>Slices from which something was removed.</summary>
    internal IEnumerable<int> AffectedSlices() => Enumerable.Range(0, Slices)
        .Where(slice => Mask.Span.Slice(slice * SliceLength, SliceLength).ContainsAnyExcept((byte)0));
}
