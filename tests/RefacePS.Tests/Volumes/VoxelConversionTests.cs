using System.Numerics;
using System.Runtime.InteropServices;
using RefacePS.Volumes;

namespace RefacePS.Tests.Volumes;

public sealed class VoxelConversionTests
{
    /// <summary>More voxels than a task converts, so that borders between tasks are passed.</summary>
    private const int Count = 600_000;

    public static TheoryData<VoxelType> Types => [.. Enum.GetValues<VoxelType>()];

    /// <summary>Held against arbitrary-precision arithmetic: BigInteger and decimal know nothing of casts and rounding
    /// modes.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void RealValuesAreTheScaledStoredOnes(VoxelType type)
    {
        const double slope = 0.25;
        const double intercept = -8;
        var volume = RandomVolume(type) with { Slope = slope, Intercept = intercept };

        var real = VoxelConversion.ToFloat(volume);

        for (var i = 0; i < Count; i += 997)
        {
            var stored = StoredReal(volume, i);
            Assert.Equal((float)(stored * slope + intercept), real[i]);
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(double.NaN, 5)]
    [InlineData(double.PositiveInfinity, 5)]
    [InlineData(2, double.NaN)]
    public void ScalingThatIsNoneLeavesStoredValues(double slope, double intercept)
    {
        var volume = RandomVolume(VoxelType.Int16) with { Slope = slope, Intercept = intercept };
        Assert.Equal(volume.VoxelsAs<short>()[..100].ToArray().Select(code => (float)code),
            VoxelConversion.ToFloat(volume)[..100]);
    }

    [Fact]
    public void FramesAreTakenOneByOne()
    {
        var volume = new Volume(new VoxelGrid(2, 1, 1, AffineMatrix.Identity), VoxelType.UInt8,
            new byte[] { 1, 2, 3, 4, 5, 6 }, 3);
        Assert.Equal([5f, 6f], VoxelConversion.ToFloat(volume, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => VoxelConversion.ToFloat(volume, 3));
    }

    /// <summary>Codes of up to 24 bits go through a float and come back as they were.</summary>
    [Theory]
    [InlineData(VoxelType.UInt8)]
    [InlineData(VoxelType.Int8)]
    [InlineData(VoxelType.UInt16)]
    [InlineData(VoxelType.Int16)]
    public void SmallCodesComeBack(VoxelType type)
    {
        var volume = RandomVolume(type) with { Slope = 0.061, Intercept = 12 };
        var back = new byte[volume.Voxels.Length];
        VoxelConversion.Encode(VoxelConversion.ToFloat(volume), volume, back);
        Assert.True(volume.Voxels.Span.SequenceEqual(back));
    }

    [Fact]
    public void EncodingRoundsToEvenAndSaturates()
    {
        float[] real = [0.5f, 1.5f, 2.4f, -3, 300, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        Assert.Equal([0, 2, 2, 0, 255, 0, 255, 0], Encode<byte>(real, VoxelType.UInt8));
        Assert.Equal([0, 2, 2, -3, 127, 0, 127, -128], Encode<sbyte>(real, VoxelType.Int8));
        Assert.Equal([long.MaxValue, long.MinValue], Encode<long>(real[^2..], VoxelType.Int64));
        Assert.Equal([ulong.MaxValue, 0], Encode<ulong>(real[^2..], VoxelType.UInt64));
        Assert.Equal(
            [0.5, 1.5, (double)2.4f, -3, 300, double.NaN, double.PositiveInfinity, double.NegativeInfinity],
            Encode<double>(real, VoxelType.Float64));
    }

    [Fact]
    public void NaNBecomesTheCodeOfRealZero() =>
        Assert.Equal([20], Encode<short>([float.NaN], VoxelType.Int16, slope: 0.5, intercept: -10));

    [Fact]
    public void EncodingInvertsTheScaling() =>
        Assert.Equal([24, 20], Encode<short>([2, 0.1f], VoxelType.Int16, slope: 0.5, intercept: -10));

    [Fact]
    public void ADestinationOfAnotherSizeIsRefused() =>
        Assert.Throws<ArgumentException>(
            () => VoxelConversion.Encode(new float[3], Like(VoxelType.Int16, 1, 0), new byte[5]));

    private static T[] Encode<T>(float[] real, VoxelType type, double slope = 1, double intercept = 0)
        where T : unmanaged
    {
        var bytes = new byte[real.Length * type.ByteSize()];
        VoxelConversion.Encode(real, Like(type, slope, intercept), bytes);
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }

    private static Volume Like(VoxelType type, double slope, double intercept) =>
        new(new VoxelGrid(1, 1, 1, AffineMatrix.Identity), type, new byte[type.ByteSize()])
            { Slope = slope, Intercept = intercept };

    private static Volume RandomVolume(VoxelType type)
    {
        var bytes = new byte[Count * type.ByteSize()];
        new Random(1).NextBytes(bytes);
        return new(new VoxelGrid(100, 100, 60, AffineMatrix.Identity), type, bytes);
    }

    /// <summary>The stored value from its little-endian bytes, by way of a big integer where it is one.</summary>
    private static double StoredReal(Volume volume, int index)
    {
        var size = volume.VoxelType.ByteSize();
        var bytes = volume.Voxels.Span.Slice(index * size, size);
        return volume.VoxelType switch
        {
            VoxelType.Float32 => BitConverter.ToSingle(bytes),
            VoxelType.Float64 => BitConverter.ToDouble(bytes),
            _ => (double)new BigInteger(bytes, isUnsigned: volume.VoxelType.ToString()[0] == 'U'),
        };
    }
}
