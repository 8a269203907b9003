using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Morphometry.Building;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Generality;

/// <summary>
/// A scan made of a label map of a whole head by chance: contrast, bias field, noise, resolution and pose (the idea of
/// SynthSeg: Billot et al., Med. Image Anal. 86, 2023), at three ages.
/// </summary>
/// <param name="LabelMap">The file of the label map.</param>
/// <param name="Age">The age.</param>
/// <param name="IsT1Weighted">Whether fluid, grey and white matter are as in T1-weighted scans.</param>
/// <param name="Seed">What all else is drawn from.</param>
internal sealed record MadeHead(string LabelMap, HeadAge Age, bool IsT1Weighted, int Seed)
{
    /// <summary>The name of all kinds of made heads begins so.</summary>
    public const string Group = "made";

    /// <summary>Labels from here on are no brain.</summary>
    private const int FirstOutside = 500;

    /// <summary>The label of the fluid round the brain.</summary>
    private const int FluidRound = 24;

    /// <summary>Labels of fluid and of white matter in the brain; all others there are grey matter.</summary>
    private static readonly int[] Fluid = [4, 5, 14, 15, 24, 43, 44, 72], White = [2, 7, 16, 28, 41, 46, 60, 77, 85];

    /// <summary>Labels of the cerebellum.</summary>
    private static readonly int[] Cerebellum = [7, 8, 46, 47];

    private const double LargestTurn = 15, LargestBias = 0.4, LargestNoise = 0.06;
    private static readonly double[] Spacings = [1, 1.5, 2];

    /// <summary>A head by number.</summary>
    public static MadeHead Draw(SharedScans scans, int seed, int index)
    {
        string[] maps = [.. scans.Files("labelmaps").Where(file => file.Contains("seg", StringComparison.Ordinal))];
        var ages = Enum.GetValues<HeadAge>();
        return new(
            maps[index % maps.Length], ages[index / 2 % ages.Length], index % 2 == 0, HashCode(seed, index));
    }

    /// <summary>Makes the scan.</summary>
    public HeadScan Scan()
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var map = NiftiReader.Read(LabelMap);
        var labels = tensor(VoxelConversion.ToFloat(map), [map.Grid.Nz, map.Grid.Ny, map.Grid.Nx]).to(int64);
        var spacing = Spacings[random.Next(Spacings.Length)];
        using var head = new LabelledBrain(
            new Image(map.Grid, OfLabels(labels, Means(random))),
            new Image(map.Grid, OfLabels(labels, Structures()).masked_fill(InSpine(labels, map.Grid), 0)));
        var aged = HeadAges.At(head, Age, Seed);
        using var shrunk = Shrunk(0);
        using var cavity = Shrunk(1);
        using var brain = Shrunk(2);
        var grid = Turned(shrunk.Grid, random);
        var biased = shrunk.Voxels * Bias(shrunk.Voxels.shape, random);
        using var generator = new Generator((ulong)Seed, CPU);
        var noise = LargestNoise * random.NextDouble() + 0.005;
        // The magnitude of a complex signal with noise in both parts, as scanners make it.
        var real = biased + noise * randn(biased.shape, generator: generator);
        var imaginary = noise * randn(biased.shape, generator: generator);
        var stored = ((real.square() + imaginary.square()).sqrt() * 1000).round().clamp(0, short.MaxValue).to(int16);
        return new(
            new Volume(grid, VoxelType.Int16, stored.bytes.ToArray()),
            (cavity.Voxels > 0.5).reshape(-1).data<bool>().ToArray(),
            (brain.Voxels > 0.5).reshape(-1).data<bool>().ToArray());

        Image Shrunk(int channel)
        {
            using var whole = new Image(map.Grid, aged[channel]);
            return Resampling.Shrink(whole, spacing);
        }
    }

    /// <summary>The values of labels at their voxels, [Nz, Ny, Nx].</summary>
    private static Tensor OfLabels(Tensor labels, Tensor values) =>
        values.index_select(0, labels.reshape(-1)).reshape(labels.shape);

    /// <summary>All that is lower than the cerebellum, where the cavity ends and the canal of the spine
    /// begins.</summary>
    private static Tensor InSpine(Tensor labels, VoxelGrid grid)
    {
        var height = Resampling.WorldPoints(grid, CPU).select(1, 2).reshape(labels.shape);
        var isCerebellum = Cerebellum.Select(label => labels == label).Aggregate((one, other) => one | other);
        return height < height[isCerebellum].min();
    }

    /// <summary>Outside, fluid, ventricles, and one structure for all other brain, by label.</summary>
    private static Tensor Structures()
    {
        var structures = new float[1000];
        for (var label = 1; label < FirstOutside; label++)
        {
            structures[label] = (float)(label == FluidRound ? BrainStructure.SulcalFluid
                : Fluid.Contains(label) ? BrainStructure.Ventricles : BrainStructure.FrontalGrey);
        }

        return tensor(structures);
    }

    /// <summary>Intensity of every label, 0 to 1.</summary>
    private Tensor Means(Random random)
    {
        var means = new float[1000];
        var (fluid, grey, white) = IsT1Weighted
            ? (Near(0.2), Near(0.55), Near(0.8)) : (Any(), Any(), Any());
        for (var label = 1; label < means.Length; label++)
        {
            means[label] = label >= FirstOutside ? Outside(label, random)
                : Fluid.Contains(label) ? fluid : White.Contains(label) ? white : grey;
        }

        return tensor(means);

        float Near(double value) => (float)(value + 0.1 * (random.NextDouble() - 0.5));
        float Any() => (float)(0.15 + 0.85 * random.NextDouble());
    }

    private float Outside(int label, Random random)
    {
        var value = label switch { 515 => 0.15, 516 => 0.5, 514 => 0.2, 507 => 0.7, _ => 0.45 };
        var chance = random.NextDouble();
        return (float)(IsT1Weighted ? value * (0.8 + 0.4 * chance) : label == 515 ? 0.1 : 0.1 + 0.9 * chance);
    }

    /// <summary>A smooth field about 1, [Nz, Ny, Nx].</summary>
    private static Tensor Bias(long[] shape, Random random)
    {
        var field = ones(shape);
        for (var axis = 0; axis < 3; axis++)
        {
            long[] along = [1, 1, 1];
            along[axis] = shape[axis];
            var slope = LargestBias * (2 * random.NextDouble() - 1);
            var bend = LargestBias * (random.NextDouble() - 0.5);
            var at = linspace(-1, 1, shape[axis]);
            field = field * (at * slope + at * at * bend).exp().reshape(along);
        }

        return field;
    }

    private static VoxelGrid Turned(VoxelGrid grid, Random random)
    {
        var (x, y, z) = grid.Centre;
        var turn = AffineMatrix.Rotation(Angle(), Angle(), Angle()) * AffineMatrix.Translation(-x, -y, -z);
        return new(grid.Nx, grid.Ny, grid.Nz, turn * grid.Grid2World);

        double Angle() => double.DegreesToRadians(LargestTurn) * (2 * random.NextDouble() - 1);
    }

    private static int HashCode(int seed, int index) => unchecked(seed * 1_000_003 + index * 7919 + 17);
}
