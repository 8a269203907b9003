using System.Buffers.Binary;
using System.Text.Json;

namespace RefacePS.Weights;

/// <summary>Reads the safetensors format strictly, so that a hostile file is refused and never believed.</summary>
internal static class SafeTensorsReader
{
    private const int MaximumRank = 8;

    /// <summary>Reads the bytes of a file; <paramref name="path"/> is for messages.</summary>
    /// <exception cref="SafeTensorsInvalidException">The bytes break a rule of the format.</exception>
    public static SafeTensorsFile Parse(string path, ReadOnlyMemory<byte> bytes)
    {
        var header = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (header > SafeTensorsFile.HeaderLimit || (long)header > bytes.Length - SafeTensorsFile.PrefixLength)
        {
            throw new SafeTensorsInvalidException(
                path, $"its header claims {header} B of a file of {bytes.Length}");
        }

        var data = bytes[(SafeTensorsFile.PrefixLength + (int)header)..];
        try
        {
            using var json = JsonDocument.Parse(bytes.Slice(SafeTensorsFile.PrefixLength, (int)header),
                new() { MaxDepth = 4 });
            return Entries(json.RootElement, data);
        }
        catch (Exception fault)
            when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException
                or OverflowException)
        {
            throw new SafeTensorsInvalidException(path, fault.Message.TrimEnd('.'), fault);
        }
    }

    private static SafeTensorsFile Entries(JsonElement header, ReadOnlyMemory<byte> data)
    {
        var tensors = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var extents = new List<(long Begin, long End)>();
        foreach (var entry in header.EnumerateObject())
        {
            if (entry.NameEquals(SafeTensorsFile.MetadataKey))
            {
                ReadMetadata(entry.Value, metadata);
            }
            else if (!tensors.TryAdd(entry.Name, ReadTensor(entry, data, extents)))
            {
                throw new FormatException($"tensor '{entry.Name}' stands in it twice");
            }
        }

        RequireNoGaps(extents, data.Length);
        return new SafeTensorsFile(tensors, metadata);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        foreach (var pair in element.EnumerateObject())
        {
            metadata[pair.Name] = pair.Value.GetString()
                ?? throw new FormatException($"metadata '{pair.Name}' is not text");
        }
    }

    private static SafeTensor ReadTensor(
        JsonProperty entry, ReadOnlyMemory<byte> data, List<(long Begin, long End)> extents)
    {
        var type = ReadType(entry);
        var shape = ReadIntegers(entry.Value.GetProperty("shape"), MaximumRank);
        var offsets = ReadIntegers(entry.Value.GetProperty("data_offsets"), 2);
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > data.Length)
        {
            throw new FormatException($"the data of tensor '{entry.Name}' lie outside the file");
        }

        var length = shape.Aggregate((long)SafeTensor.SizeOf(type), (product, side) => checked(product * side));
        if (length != offsets[1] - offsets[0])
        {
            throw new FormatException(
                $"tensor '{entry.Name}' needs {Counted.Of(length, "byte")} and has {offsets[1] - offsets[0]}");
        }

        extents.Add((offsets[0], offsets[1]));
        return new SafeTensor(type, shape, data.Slice((int)offsets[0], (int)length));
    }

    private static SafeTensorType ReadType(JsonProperty entry) => entry.Value.GetProperty("dtype").GetString() switch
    {
        "F32" => SafeTensorType.F32,
        "F16" => SafeTensorType.F16,
        var other => throw new FormatException(
            $"tensor '{entry.Name}' is of type '{other}', and only F32 and F16 are read"),
    };

    private static long[] ReadIntegers(JsonElement array, int limit)
    {
        var values = array.EnumerateArray().Take(limit + 1).Select(value => value.GetInt64()).ToArray();
        return values.Length <= limit && Array.TrueForAll(values, value => value >= 0)
            ? values
            : throw new FormatException($"a list of sizes is negative or longer than {limit}");
    }

    // The format wants every byte to belong to exactly one tensor: no holes to hide something in, no overlaps.
    private static void RequireNoGaps(List<(long Begin, long End)> extents, long length)
    {
        extents.Sort();
        var end = 0L;
        foreach (var extent in extents)
        {
            if (extent.Begin != end)
            {
                throw new FormatException($"tensors overlap or leave a hole at byte {end} of the data");
            }

            end = extent.End;
        }

        if (end != length)
        {
            throw new FormatException(
                $"{Counted.Of(length - end, "byte at its end belongs", "bytes at its end belong")} to no tensor");
        }
    }
}
