using RefacePS.Files;

namespace RefacePS.Weights;

/// <summary>The content of a safetensors file (github.com/huggingface/safetensors, section "Format" of its
/// README).</summary>
/// <param name="Tensors">Tensors by name.</param>
/// <param name="Metadata">The free text of the header's <c>__metadata__</c>.</param>
public sealed record SafeTensorsFile(
    IReadOnlyDictionary<string, SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Bytes of the number that says how long the header is.</summary>
    internal const int PrefixLength = 8;

    /// <summary>The longest header the format allows.</summary>
    internal const long HeaderLimit = 100_000_000;

    /// <summary>The key of the free text.</summary>
    internal const string MetadataKey = "__metadata__";

    /// <summary>Reads a file, checking every size against the file before memory is taken.</summary>
    /// <exception cref="SafeTensorsInvalidException">The file breaks a rule of the format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeTensorsFile Read(string path)
    {
        var info = new FileInfo(path);
        return info.Length is >= PrefixLength + 2 and <= int.MaxValue
            ? SafeTensorsReader.Parse(path, File.ReadAllBytes(path))
            : throw new SafeTensorsInvalidException(path, $"it has {Counted.Of(info.Length, "byte")}");
    }

    /// <summary>Writes the file whole or not at all: a temporary file beside it, flushed, then renamed over
    /// it.</summary>
    /// <exception cref="VolumeFileException">The file cannot be written.</exception>
    public void Write(string path) =>
        AtomicFile.Write(path, overwrite: true, stream => SafeTensorsWriter.Write(this, stream));
}
