using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RefacePS.Volumes;

/// <summary>
/// Stored voxels to real values and back, by real = stored * slope + intercept (nifti1.h, "DATA SCALING"). Arithmetic
/// is in double precision, as the product of a 32-bit code and a slope does not fit a float.
/// </summary>
public static class VoxelConversion
{
    /// <summary>Voxels a task converts: large enough that starting one costs nothing beside it.</summary>
    private const int ChunkSize = 1 << 18;

    /// <summary>
    /// Slope and intercept as they act. A slope that is 0 or not finite means stored values are real values, and so
    /// does an intercept that is not finite.
    /// </summary>
    public static (double Slope, double Intercept) EffectiveScaling(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return !double.IsFinite(volume.Slope) || volume.Slope == 0 || !double.IsFinite(volume.Intercept)
            ? (1, 0)
            : (volume.Slope, volume.Intercept);
    }

    /// <summary>Real values of a frame.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="frame">Frame of a 4-D volume, from 0.</param>
    /// <returns>A new array of Nx * Ny * Nz values, x fastest. NaN and infinities of float volumes stay as they
    /// are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public static unsafe float[] ToFloat(Volume volume, int frame = 0)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var real = GC.AllocateUninitializedArray<float>(checked((int)volume.Grid.VoxelCount));
        fixed (float* first = real)
        {
            ToFloat(volume, frame, first);
        }

        return real;
    }

    /// <summary>Real values of a frame, written to memory that is there already.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="frame">Frame of a 4-D volume, from 0.</param>
    /// <param name="real">Filled in: Nx * Ny * Nz values, x fastest.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    internal static unsafe void ToFloat(Volume volume, int frame, float* real)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, volume.FrameCount);
        var count = checked((int)volume.Grid.VoxelCount);
        var frameBytes = count * volume.VoxelType.ByteSize();
        var stored = volume.Voxels.Slice(frame * frameBytes, frameBytes);
        Dispatch(volume.VoxelType, new Decoder(stored, real, count, EffectiveScaling(volume)));
    }

    /// <summary>
    /// Real values to stored codes: the nearest code (ties to even), and the nearest end of the range for values beyond
    /// it. NaN becomes the code nearest to a real 0 in integer types, and stays NaN in float types.
    /// </summary>
    /// <param name="real">Real values.</param>
    /// <param name="like">Gives voxel type, slope and intercept.</param>
    /// <param name="destination">Stored voxels, as many bytes as the values take in that type.</param>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public static void Encode(ReadOnlyMemory<float> real, Volume like, Memory<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(like);
        var expected = (long)real.Length * like.VoxelType.ByteSize();
        if (destination.Length != expected)
        {
            throw new ArgumentException(
                $"{Counted.Of(real.Length, "voxel")} of {like.VoxelType} in {Counted.Of(expected, "byte")}, not "
                    + $"{destination.Length}.",
                nameof(destination));
        }

        Dispatch(like.VoxelType, new Encoder(real, destination, EffectiveScaling(like)));
    }

    private interface IConversion
    {
        int Count { get; }

        void Run<T>(int start, int length) where T : unmanaged, INumber<T>;
    }

    private static void Dispatch<TConversion>(VoxelType type, TConversion conversion) where TConversion : struct,
        IConversion
    {
        switch (type)
        {
            case VoxelType.UInt8: InParallel<TConversion, byte>(conversion); break;
            case VoxelType.Int8: InParallel<TConversion, sbyte>(conversion); break;
            case VoxelType.UInt16: InParallel<TConversion, ushort>(conversion); break;
            case VoxelType.Int16: InParallel<TConversion, short>(conversion); break;
            case VoxelType.UInt32: InParallel<TConversion, uint>(conversion); break;
            case VoxelType.Int32: InParallel<TConversion, int>(conversion); break;
            case VoxelType.UInt64: InParallel<TConversion, ulong>(conversion); break;
            case VoxelType.Int64: InParallel<TConversion, long>(conversion); break;
            case VoxelType.Float32: InParallel<TConversion, float>(conversion); break;
            default: InParallel<TConversion, double>(conversion); break;
        }
    }

    private static void InParallel<TConversion, T>(TConversion conversion)
        where TConversion : struct, IConversion
        where T : unmanaged, INumber<T>
    {
        var chunks = (conversion.Count + ChunkSize - 1) / ChunkSize;
        Parallel.For(0, chunks, chunk =>
        {
            var start = chunk * ChunkSize;
            conversion.Run<T>(start, Math.Min(ChunkSize, conversion.Count - start));
        });
    }

    // Loops are compiled for speed at once: a process converts few scans, and waiting for the runtime to find out that
    // a loop is hot costs more than the loop.
    private readonly unsafe struct Decoder(
        ReadOnlyMemory<byte> allStored, float* allReal, int count, (double Slope, double Intercept) scaling)
        : IConversion
    {
        public int Count => count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>(int start, int length) where T : unmanaged, INumber<T>
        {
            var stored = MemoryMarshal.Cast<byte, T>(allStored.Span).Slice(start, length);
            var real = new Span<float>(allReal + start, length);
            if (typeof(T) == typeof(float) && scaling == (1, 0))
            {
                MemoryMarshal.Cast<T, float>(stored).CopyTo(real);
                return;
            }

            var (slope, intercept) = scaling;
            for (var i = 0; i < real.Length; i++)
            {
                real[i] = (float)(double.CreateTruncating(stored[i]) * slope + intercept);
            }
        }
    }

    private readonly record struct Encoder(
        ReadOnlyMemory<float> Real, Memory<byte> Stored, (double Slope, double Intercept) Scaling)
        : IConversion
    {
        public int Count => Real.Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>(int start, int length) where T : unmanaged, INumber<T>
        {
            var real = Real.Span.Slice(start, length);
            var stored = MemoryMarshal.Cast<byte, T>(Stored.Span).Slice(start, length);
            var (slope, intercept) = Scaling;
            var isInteger = typeof(T) != typeof(float) && typeof(T) != typeof(double);
            for (var i = 0; i < real.Length; i++)
            {
                var value = isInteger && float.IsNaN(real[i]) ? 0 : real[i];
                var code = (value - intercept) / slope;
                stored[i] = T.CreateSaturating(isInteger ? Math.Round(code) : code);
            }
        }
    }
}
