using System.Buffers;

namespace RefacePS.Files.Dicom;

/// <summary>The bytes of a file in memory that others use once it is given back; nothing may hold on to it.</summary>
internal readonly struct RentedBytes(byte[] array, int length, bool isRented) : IDisposable
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => array.AsMemory(0, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isRented)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
