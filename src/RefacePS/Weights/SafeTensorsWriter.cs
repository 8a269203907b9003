using System.Buffers.Binary;
using System.Text.Json;

namespace RefacePS.Weights;

/// <summary>Writes the safetensors format; the same content gives the same bytes.</summary>
internal static class SafeTensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes prefix, header and data, tensors in the order of their names.</summary>
    public static void Write(SafeTensorsFile file, Stream stream)
    {
        var ordered = file.Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var header = Header(file.Metadata, ordered);
        var padding = (Alignment - header.Length % Alignment) % Alignment;
        var prefix = new byte[SafeTensorsFile.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)(header.Length + padding));
        stream.Write(prefix);
        stream.Write(header);
        stream.Write("       "u8[..padding]);
        foreach (var (_, tensor) in ordered)
        {
            stream.Write(tensor.Data.Span);
        }
    }

    private static byte[] Header(
        IReadOnlyDictionary<string, string> metadata, KeyValuePair<string, SafeTensor>[] tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                WriteTensor(json, name, tensor, offset);
                offset += tensor.Data.Length;
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(SafeTensorsFile.MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, SafeTensor tensor, long offset)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", tensor.Type.ToString());
        WriteIntegers(json, "shape", tensor.Shape);
        WriteIntegers(json, "data_offsets", [offset, offset + tensor.Data.Length]);
        json.WriteEndObject();
    }

    private static void WriteIntegers(Utf8JsonWriter json, string name, IEnumerable<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
