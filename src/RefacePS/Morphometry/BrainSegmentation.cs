using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>The share of every structure in every voxel of a box round the brain. Owns its tensor.</summary>
internal sealed class BrainSegmentation : IDisposable
{
    /// <summary>Voxels that are decided at once: enough to keep the processor busy, and no more memory.</summary>
    private const long ChunkSize = 1 << 15;

    /// <summary>Takes ownership of shares.</summary>
    /// <param name="grid">The box.</param>
    /// <param name="shares">[S, Nz, Ny, Nx]; they sum to 1.</param>
    public BrainSegmentation(VoxelGrid grid, Tensor shares) => (Grid, Shares) = (grid, shares.DetachFromDisposeScope());

    /// <summary>The grid of the box.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Shares, [S, Nz, Ny, Nx].</summary>
    public Tensor Shares { get; }

    /// <summary>Decides a box.</summary>
    public static BrainSegmentation Of(BrainEvidence evidence, StructureNetwork network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var grid = evidence.Grid;
        var posteriors = cat([.. evidence.Features.split(ChunkSize).Select(chunk => Decide(chunk, network))], 1);
        var shares = zeros(BrainRegions.StructureCount, grid.VoxelCount, device: posteriors.device);
        shares[(int)BrainStructure.Background].fill_(1);
        shares.index_copy_(1, evidence.Voxels, posteriors);
        return new BrainSegmentation(grid, shares.reshape(BrainRegions.StructureCount, grid.Nz, grid.Ny, grid.Nx));
    }

    /// <summary>Probabilities, [S, M], of a chunk of features.</summary>
    private static Tensor Decide(Tensor features, StructureNetwork network)
    {
        using var scope = NewDisposeScope();
        return nn.functional.softmax(network.forward(features), 1).t().contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Volume of every structure, mL, by its number.</summary>
    public double[] Volumes()
    {
        using var shares = HostTensor.Read(Shares);
        var all = shares;
        var count = shares.Length / BrainRegions.StructureCount;
        return Slabs.Collect(BrainRegions.StructureCount, 1, (structure, _) =>
        {
            var voxels = 0.0;
            foreach (var share in all.Span.Slice(structure * count, count))
            {
                voxels += share;
            }

            return Grid.Milliliters(voxels);
        });
    }

    /// <summary>The most likely structure of every voxel of a grid, x fastest; background outside the box.</summary>
    public byte[] Labels(VoxelGrid grid)
    {
        var labels = new byte[grid.VoxelCount];
        var slice = grid.Nx * grid.Ny;
        for (var k = 0; k < grid.Nz; k++)
        {
            LabelPlane(new VoxelGrid(grid.Nx, grid.Ny, 1, grid.Grid2World * AffineMatrix.Translation(0, 0, k)),
                labels.AsSpan(k * slice, slice));
        }

        return labels;
    }

    private void LabelPlane(VoxelGrid plane, Span<byte> labels)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(plane, Shares.device);
        var inside = Resampling.IsInView(points, Grid).nonzero().reshape(-1);
        var found = Resampling.SampleWorld(Shares, Grid, points.index_select(0, inside)).argmax(0);
        var numbers = inside.cpu().contiguous().data<long>().ToArray();
        var structures = found.to(uint8).cpu().contiguous().data<byte>().ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            labels[(int)numbers[i]] = structures[i];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Shares.Dispose();
}
