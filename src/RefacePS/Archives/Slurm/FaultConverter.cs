using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefacePS.Archives.Slurm;

/// <summary>Writes what speaks against an item of a plan as a list of the fault, the path and the message.</summary>
internal sealed class FaultConverter : JsonConverter<ArchiveException>
{
    public override ArchiveException Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var parts = JsonSerializer.Deserialize<string[]>(ref reader, options)!;
        return new(Enum.Parse<ArchiveFault>(parts[0]), parts[1], parts[2]);
    }

    public override void Write(Utf8JsonWriter writer, ArchiveException value, JsonSerializerOptions options)
    {
        // The exception puts its path before its message.
        var message = value.Message[$"'{value.Path}': ".Length..];
        JsonSerializer.Serialize<string[]>(writer, [value.Fault.ToString(), value.Path, message], options);
    }
}
