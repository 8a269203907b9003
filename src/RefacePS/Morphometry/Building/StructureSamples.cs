using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>
/// Voxels to learn from: of large structures few, of small ones many, each with the weight that makes up for it, so
/// that what is learnt is right in the mean. Owns its tensors.
/// </summary>
internal sealed class StructureSamples : IDisposable
{
    private const float FewShare = 0.04f;
    private const float ManyShare = 0.3f;

    private static readonly BrainStructure[] Small =
    [
        BrainStructure.Ventricles, BrainStructure.BrainStem, BrainStructure.Hippocampus, BrainStructure.Thalamus,
        BrainStructure.Caudate,
        BrainStructure.Putamen, BrainStructure.Pallidum, BrainStructure.DeepGrey, BrainStructure.Unassigned,
    ];

    private readonly List<(Tensor Features, Tensor Structures)> brains = [];
    private readonly Generator generator;
    private readonly Tensor shares;

    public StructureSamples(long seed, Device device)
    {
        generator = new Generator((ulong)seed);
        var values = new float[BrainRegions.StructureCount];
        Array.Fill(values, FewShare);
        Array.ForEach(Small, structure => values[(int)structure] = ManyShare);
        shares = tensor(values).to(device).DetachFromDisposeScope();
    }

    /// <summary>Draws from a brain.</summary>
    /// <param name="evidence">What is known of its voxels.</param>
    /// <param name="structures">Numbers of the structures of all voxels of its box, [N].</param>
    public void Add(BrainEvidence evidence, Tensor structures)
    {
        using var scope = NewDisposeScope();
        var truth = structures.index_select(0, evidence.Voxels);
        var drawn = (rand(truth.shape, generator: generator).to(truth.device) < shares.index_select(0, truth)).nonzero()
            .reshape(-1);
        brains.Add((
            evidence.Features.index_select(0, drawn).to(float16).DetachFromDisposeScope(), truth.index_select(0, drawn)
                .DetachFromDisposeScope()));
    }

    /// <summary>All that was drawn: features [M, F] in half precision, structures [M], weights [M].</summary>
    public (Tensor Features, Tensor Structures, Tensor Weights) All()
    {
        using var scope = NewDisposeScope();
        var structures = cat([.. brains.Select(brain => brain.Structures)]);
        var weights = shares.index_select(0, structures).reciprocal() * FewShare;
        return (
            cat([.. brains.Select(brain => brain.Features)]).MoveToOuterDisposeScope(),
            structures.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        brains.ForEach(brain =>
        {
            brain.Features.Dispose();
            brain.Structures.Dispose();
        });
        shares.Dispose();
        generator.Dispose();
    }
}
