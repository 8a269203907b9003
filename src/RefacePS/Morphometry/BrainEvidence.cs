using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>
/// The evidence of scan and atlas on every voxel that may be brain: the ground on which structures are decided. Owns
/// its tensors.
/// </summary>
internal sealed class BrainEvidence : IDisposable
{
    /// <summary>Voxels less likely than this to be inside the cavity are outside.</summary>
    private const double LeastCavity = 0.006;

    /// <summary>Tissues are learnt from voxels at least as likely as this to be inside the cavity.</summary>
    private const double SureCavity = 0.5;

    private BrainEvidence(VoxelGrid grid, Tensor voxels, Tensor features, TissueModel tissues) =>
        (Grid, Voxels, Features, Tissues) =
            (grid, voxels.DetachFromDisposeScope(), features.DetachFromDisposeScope(), tissues);

    /// <summary>The grid of the box round the cavity.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Numbers of the voxels in question, x fastest, [M].</summary>
    public Tensor Voxels { get; }

    /// <summary>Their features, [M, <see cref="StructureFeatures.Count"/>].</summary>
    public Tensor Features { get; }

    /// <summary>The tissues of the scan.</summary>
    public TissueModel Tissues { get; }

    /// <summary>Collects it.</summary>
    /// <param name="brain">The box round the cavity.</param>
    /// <param name="alignment">Where it lies in the brain atlas.</param>
    /// <param name="atlas">Average and probabilities.</param>
    /// <param name="cancel">Ends the work.</param>
    public static BrainEvidence Collect(Image brain, HeadAlignment alignment, BrainPriors atlas,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var atlasPoints = alignment.ToAtlas(Resampling.WorldPoints(brain.Grid, brain.Voxels.device));
        var priors = atlas.At(atlasPoints);
        var cavity = 1 - priors[(int)BrainStructure.Background];
        var values = brain.ToArray();
        var tissuePriors = atlas.Tissues(priors).cpu().contiguous().data<float>().ToArray();
        var model = TissueClassification.Fit(values, tissuePriors, Position, Numbers(cavity > SureCavity), cancel);
        var (intensity, shares) = model.Apply(values, tissuePriors, Position);

        long[] shape = [.. brain.Voxels.shape];
        var device = brain.Voxels.device;
        var voxels = (cavity > LeastCavity).nonzero().reshape(-1);
        var features = StructureFeatures.Collect(
            tensor(intensity, shape).to(device), tensor(shares, [TissueGaussians.Tissues, .. shape]).to(device), priors,
            atlasPoints, voxels);
        return new BrainEvidence(brain.Grid, voxels, features, model);

        (double X, double Y, double Z) Position(int voxel) => (
            2.0 * (voxel % brain.Grid.Nx) / brain.Grid.Nx - 1,
            2.0 * (voxel / brain.Grid.Nx % brain.Grid.Ny) / brain.Grid.Ny - 1,
            2.0 * (voxel / brain.Grid.Nx / brain.Grid.Ny) / brain.Grid.Nz - 1);
    }

    private static int[] Numbers(Tensor mask)
    {
        using var scope = NewDisposeScope();
        return mask.nonzero().reshape(-1).to(int32).cpu().contiguous().data<int>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Voxels.Dispose();
        Features.Dispose();
    }
}
