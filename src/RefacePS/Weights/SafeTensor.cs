using System.Buffers.Binary;

namespace RefacePS.Weights;

/// <summary>The number format of a tensor.</summary>
public enum SafeTensorType
{
    /// <summary>IEEE 754 binary32, 4 bytes.</summary>
    F32,

    /// <summary>IEEE 754 binary16, 2 bytes.</summary>
    F16,
}

/// <summary>A tensor as a safetensors file holds it.</summary>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Shape">Its sides, slowest axis first.</param>
/// <param name="Data">Its numbers, little-endian, last axis fastest.</param>
public sealed record SafeTensor(SafeTensorType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes a number.</summary>
    public static int SizeOf(SafeTensorType type) => type == SafeTensorType.F32 ? 4 : 2;

    /// <summary>The numbers as floats.</summary>
    public float[] ToSingles()
    {
        var values = new float[Data.Length / SizeOf(Type)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Type == SafeTensorType.F32
                ? BinaryPrimitives.ReadSingleLittleEndian(Data.Span[(4 * i)..])
                : (float)BinaryPrimitives.ReadHalfLittleEndian(Data.Span[(2 * i)..]);
        }

        return values;
    }

    /// <summary>Stores floats, rounding to nearest where <paramref name="type"/> is narrower.</summary>
    public static SafeTensor FromSingles(ReadOnlySpan<float> values, IReadOnlyList<long> shape, SafeTensorType type)
    {
        var data = new byte[values.Length * SizeOf(type)];
        for (var i = 0; i < values.Length; i++)
        {
            if (type == SafeTensorType.F32)
            {
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4 * i), values[i]);
            }
            else
            {
                BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(2 * i), (Half)values[i]);
            }
        }

        return new SafeTensor(type, shape, data);
    }
}
