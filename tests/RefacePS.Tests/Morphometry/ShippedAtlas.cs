using System.Reflection;
using RefacePS.Morphometry;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry;

/// <summary>The brain atlas that ships, loaded once for all tests of a class.</summary>
public sealed class ShippedAtlas : IDisposable
{
    /// <summary>The folder that it is in.</summary>
    public static string Folder { get; } =
        typeof(ShippedAtlas).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(m => m.Key == "BrainAtlas").Value!;

    public BrainAtlas Atlas { get; } = BrainAtlas.Load(Folder, CPU);

    public void Dispose() => Atlas.Dispose();
}
