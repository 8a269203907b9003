namespace RefacePS.Tests.Files;

/// <summary>Puts fields one after another, in a byte order and at the widths of a NIfTI version.</summary>
internal sealed class FieldWriter(bool isWide, bool isBigEndian)
{
    private readonly List<byte> bytes = [];

    public byte[] ToArray() => [.. bytes];

    public void Bytes(params ReadOnlySpan<byte> values) => bytes.AddRange(values);

    public void Text(string text, int length)
    {
        var field = new byte[length];
        System.Text.Encoding.ASCII.GetBytes(text[..Math.Min(text.Length, length)]).CopyTo(field, 0);
        bytes.AddRange(field);
    }

    public void Int16(params ReadOnlySpan<long> values)
    {
        foreach (var value in values)
        {
            Put(BitConverter.GetBytes((short)value));
        }
    }

    public void Int32(params ReadOnlySpan<long> values)
    {
        foreach (var value in values)
        {
            Put(BitConverter.GetBytes((int)value));
        }
    }

    public void Int64(params ReadOnlySpan<long> values)
    {
        foreach (var value in values)
        {
            Put(BitConverter.GetBytes(value));
        }
    }

    /// <summary>32-bit reals in NIfTI-1, 64-bit ones in NIfTI-2.</summary>
    public void Real(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Put(isWide ? BitConverter.GetBytes(value) : BitConverter.GetBytes((float)value));
        }
    }

    private void Put(byte[] native)
    {
        if (isBigEndian == BitConverter.IsLittleEndian)
        {
            Array.Reverse(native);
        }

        bytes.AddRange(native);
    }
}
