using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Weights;

/// <summary>Weights between a network and the tensors of a file.</summary>
internal static class NetworkWeights
{
    /// <summary>The network's parameters by name.</summary>
    public static Dictionary<string, SafeTensor> Export(nn.Module network, SafeTensorType type) =>
        network.named_parameters().ToDictionary(pair => pair.name, pair => FromTensor(pair.parameter, type));

    /// <summary>Puts stored weights into the network: every parameter in its shape, and no tensor left over.</summary>
    /// <exception cref="FormatException">A tensor is missing, left over, of another shape, or not finite.</exception>
    public static void ImportAll(nn.Module network, IReadOnlyDictionary<string, SafeTensor> tensors)
    {
        var parameters = network.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (var (name, parameter) in parameters)
        {
            CopyTo(parameter, tensors, name);
        }

        if (tensors.Keys.FirstOrDefault(name => !parameters.ContainsKey(name)) is { } unknown)
        {
            throw new FormatException($"tensor '{unknown}' is no part of the network");
        }
    }

    /// <summary>Copies the stored tensor <paramref name="name"/> into <paramref name="target"/>.</summary>
    /// <exception cref="FormatException">It is missing, or of another shape, or not finite.</exception>
    public static void CopyTo(Tensor target, IReadOnlyDictionary<string, SafeTensor> tensors, string name)
    {
        if (!tensors.TryGetValue(name, out var stored))
        {
            throw new FormatException($"tensor '{name}' is missing");
        }

        if (!stored.Shape.SequenceEqual(target.shape))
        {
            throw new FormatException(
                $"tensor '{name}' is {string.Join('x', stored.Shape)}, not {string.Join('x', target.shape)}");
        }

        var values = stored.ToSingles();
        if (!Array.TrueForAll(values, float.IsFinite))
        {
            throw new FormatException($"tensor '{name}' holds numbers that are not finite");
        }

        using var noGradient = no_grad();
        using var source = tensor(values, target.shape);
        target.copy_(source);
    }

    /// <summary>Copies a tensor out of libtorch.</summary>
    public static SafeTensor FromTensor(Tensor source, SafeTensorType type)
    {
        using var scope = NewDisposeScope();
        var values = source.detach().cpu().contiguous();
        return SafeTensor.FromSingles(MemoryMarshal.Cast<byte, float>(values.bytes), source.shape, type);
    }
}
