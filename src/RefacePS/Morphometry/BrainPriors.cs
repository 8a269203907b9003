using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>The anatomy of an average brain, and how to align a scan with it. Owns its tensors.</summary>
internal sealed class BrainPriors : IDisposable
{
    /// <summary>Tissue shares (fluid, grey, white) of structures that are not all one; the rest follows from the
    /// regions.</summary>
    private static readonly (BrainStructure Structure, float[] Shares)[] Mixed =
    [
        (BrainStructure.Thalamus, [0, 0.5f, 0.5f]),
        (BrainStructure.Pallidum, [0, 0.2f, 0.8f]),
        (BrainStructure.BrainStem, [0, 0.1f, 0.9f]),
        (BrainStructure.Unassigned, [1, 0, 0]),
    ];

    private readonly Tensor shares;

    /// <summary>Takes ownership of an average and probabilities.</summary>
    /// <param name="average">Average brain, 0 to 1.</param>
    /// <param name="probabilities">Probability of every structure, [S, Nz, Ny, Nx]; they sum to about 1.</param>
    public BrainPriors(Image average, Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        Average = average;
        Probabilities = (probabilities / probabilities.sum([0]).clamp_min(1e-3f)).DetachFromDisposeScope();
        Cavity = new Image(average.Grid, 1 - Probabilities[(int)BrainStructure.Background]);
        CavityMilliliters = average.Grid.Milliliters(OneThread.Run(() => Cavity.Voxels.sum().ToDouble()));
        Registration = new BrainRegistration(average, Cavity);
        shares = TissueShares().to(probabilities.device).DetachFromDisposeScope();
    }

    /// <summary>Average brain, 0 to 1.</summary>
    public Image Average { get; }

    /// <summary>Probability of every structure, [S, Nz, Ny, Nx].</summary>
    public Tensor Probabilities { get; }

    /// <summary>Probability of the intracranial cavity.</summary>
    public Image Cavity { get; }

    /// <summary>Volume of the intracranial cavity of the average, mL.</summary>
    public double CavityMilliliters { get; }

    /// <summary>Aligns scans to the average.</summary>
    public BrainRegistration Registration { get; }

    /// <summary>Probability of every structure at atlas points (mm, [N, 3]), [S, N].</summary>
    public Tensor At(Tensor atlasPoints) => Resampling.SampleWorld(Probabilities, Average.Grid, atlasPoints);

    /// <summary>Probability of fluid, grey and white matter, [3, N], from that of the structures, [S, N].</summary>
    public Tensor Tissues(Tensor structures) => shares.matmul(structures);

    private static Tensor TissueShares()
    {
        var matrix = new float[TissueGaussians.Tissues, BrainRegions.StructureCount];
        foreach (var structure in Enum.GetValues<BrainStructure>())
        {
            matrix[0, (int)structure] = BrainRegion.CerebrospinalFluid.Contains(structure) ? 1 : 0;
            matrix[1, (int)structure] = BrainRegion.GreyMatter.Contains(structure) ? 1 : 0;
            matrix[2, (int)structure] = BrainRegion.WhiteMatter.Contains(structure) ? 1 : 0;
        }

        foreach (var (structure, of) in Mixed)
        {
            for (var tissue = 0; tissue < TissueGaussians.Tissues; tissue++)
            {
                matrix[tissue, (int)structure] = of[tissue];
            }
        }

        return tensor(matrix);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Average.Dispose();
        Probabilities.Dispose();
        Cavity.Dispose();
        Registration.Dispose();
        shares.Dispose();
    }
}
