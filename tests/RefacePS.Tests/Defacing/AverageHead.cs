using System.Reflection;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>The head atlas, read once for all tests, and a scan of its own average head, which is nobody's, at
/// 4 mm.</summary>
public sealed class AverageHead
{
    private const double Spacing = 4;

    private static readonly Lazy<HeadAtlas> Shared = new(() => HeadAtlas.Load(
        typeof(AverageHead).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(m => m.Key == "HeadAtlas").Value!, CPU));

    private static readonly Lazy<Volume> SharedDefaced = new(() => new Defacer(Shared.Value, CPU).Deface(
        new AverageHead().Scan(VoxelType.UInt8, v => 250 * v)));

    private readonly float[] values;

    public AverageHead()
    {
        using var shrunk = Resampling.Shrink(Atlas.Average, Spacing);
        (Grid, values) = (shrunk.Grid, shrunk.ToArray());
    }

    public HeadAtlas Atlas { get; } = Shared.Value;

    public VoxelGrid Grid { get; }

    /// <summary>The head in bytes, 250 at the brightest, without its face; computed once for all tests.</summary>
    public static Volume Defaced => SharedDefaced.Value;

    /// <summary>The head with other intensities, in a stored type.</summary>
    /// <param name="type">Stored type.</param>
    /// <param name="contrast">Real value of a value of the average head, 0 to 1.</param>
    /// <param name="slope">Of the stored values.</param>
    /// <param name="intercept">Of the stored values.</param>
    public Volume Scan(VoxelType type, Func<float, float> contrast, double slope = 1, double intercept = 0)
    {
        var empty = new Volume(Grid, type, new byte[Grid.VoxelCount * type.ByteSize()])
            { Slope = slope, Intercept = intercept };
        var stored = new byte[empty.Voxels.Length];
        VoxelConversion.Encode(Array.ConvertAll(values, value => contrast(value)), empty, stored);
        return empty.WithVoxels(stored);
    }
}
