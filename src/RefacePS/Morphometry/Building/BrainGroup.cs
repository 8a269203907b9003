using RefacePS.Atlases;
using RefacePS.Atlases.Building;
using RefacePS.Files;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>The brains of an atlas in the making.</summary>
internal sealed class BrainGroup(
    IReadOnlyList<LabelledScan> scans, StructureTable table, HeadAtlas heads, Device device, int passes,
    IProgress<AtlasProgress<BrainAtlasStage>>? progress, CancellationToken cancel)
{
    /// <summary>A voxel that belongs to the cavity of more than this share of heads lies in the box.</summary>
    private const double CavityShare = 0.02;

    /// <summary>Room (mm) of the box round the cavity.</summary>
    private const double Margin = 12;

    /// <summary>Augmentations of a scan that are learnt from besides the scan; every second one is of its brain
    /// too.</summary>
    private const int AugmentationsOfScan = 4;

    /// <summary>Heads to learn from have their faces, and brains are near where those put them.</summary>
    private const int Rounds = 2;

    private readonly AffineMatrix[] maps = new AffineMatrix[scans.Count];
    private readonly ScanPasses<BrainAtlasStage> group = new(scans, passes, progress, cancel);

    /// <summary>The head atlas's knowledge of the brain: no structures yet, but cavity and average.</summary>
    public BrainPriors FirstPriors()
    {
        using var scope = NewDisposeScope();
        using var cavity = new Image(heads.Zones.Grid, heads.Zones.Channels[0].clone());
        ForEach(BrainAtlasStage.Finding, (index, brain) =>
        {
            using var legible = LegibleScan.Of(brain.Scan);
            using var head =
                HeadFinder.Find(heads, NiftiReader.Read(scans[index].ScanPath, cancel), legible, cancel);
            maps[index] = head.Scan2Atlas;
        });
        var grid = Box(cavity);
        using var inside = Resampling.ToGrid(cavity, grid, AffineMatrix.Identity);
        var probabilities = zeros(BrainRegions.StructureCount, grid.Nz, grid.Ny, grid.Nx, device: device);
        probabilities[(int)BrainStructure.Background].copy_(1 - inside.Voxels);
        probabilities[(int)BrainStructure.Unassigned].copy_(inside.Voxels);
        using var shrunk = Resampling.Shrink(heads.Average, WorkingBrain.Spacing);
        return new BrainPriors(Resampling.ToGrid(shrunk, grid, AffineMatrix.Identity), probabilities);
    }

    /// <summary>Aligns all brains with an average and averages them anew.</summary>
    public BrainPriors Average(BrainPriors target)
    {
        using var scope = NewDisposeScope();
        using var sum = new BrainAverage(target.Average.Grid, device);
        ForEach(BrainAtlasStage.Averaging, (index, brain) =>
            Align(brain.Scan, maps[index], brain, AffineMatrix.Identity, target, sum.Add));
        return sum.Result();
    }

    /// <summary>Draws voxels of all brains, as they came and augmented, with what measuring them would find.</summary>
    public StructureSamples Sample(BrainPriors priors, long seed)
    {
        var samples = new StructureSamples(seed, device);
        var random = new Random((int)seed);
        ForEach(BrainAtlasStage.Sampling, (index, brain) =>
        {
            Align(brain.Scan, maps[index], brain, AffineMatrix.Identity, priors, Draw);
            for (var copy = 0; copy < AugmentationsOfScan; copy++)
            {
                using var other = copy % 2 == 0 ? null : BrainAugmentation.Draw(random).Of(brain);
                var head = other ?? brain;
                var augmentation = ScanAugmentation.Draw(random, brain.Scan.Grid);
                using var scan = augmentation.Of(head.Scan);
                Align(scan, maps[index] * augmentation.Motion, head, augmentation.Motion, priors, Draw);
            }
        });
        return samples;

        void Draw(Image box, Tensor structures, HeadAlignment alignment)
        {
            using var evidence = BrainEvidence.Collect(box, alignment, priors, cancel);
            samples.Add(evidence, structures);
        }
    }

    /// <summary>Tells how far the last pass is.</summary>
    public void ReportTraining(double fraction) =>
        progress?.Report(new(BrainAtlasStage.Training, scans.Count, scans.Count, fraction));

    /// <summary>Aligns a brain.</summary>
    /// <param name="scan">The scan, or an augmentation of it.</param>
    /// <param name="scan2Atlas">Where its head lies.</param>
    /// <param name="brain">Its structures.</param>
    /// <param name="toBrain">From the world of the scan to that of the structures.</param>
    /// <param name="target">What it is aligned with.</param>
    /// <param name="work">Given the box round the brain, the structures of its voxels, and where it lies.</param>
    private void Align(
        Image scan, AffineMatrix scan2Atlas, LabelledBrain brain, AffineMatrix toBrain, BrainPriors target,
        Action<Image, Tensor, HeadAlignment> work)
    {
        var (brainBox, place) = WorkingBrain.Cut(
            scan, scan2Atlas, target, blanked: null, Rounds, cancel);
        using var box = brainBox;
        using var alignment = target.Registration.Align(box, place, blanked: null, cancel);
        work(box, brain.StructuresAt(box.Grid, toBrain), alignment);
    }

    private void ForEach(BrainAtlasStage stage, Action<int, LabelledBrain> work) =>
        group.Run(stage, scan => LabelledBrain.Load(scan, table, device, cancel), work);

    /// <summary>The part of the atlas's box round the cavity, as wide to the left as to the right.</summary>
    private static VoxelGrid Box(Image cavity)
    {
        using var scope = NewDisposeScope();
        var whole = AtlasGrid.WithSpacing(WorkingBrain.Spacing);
        var points = Resampling.WorldPoints(cavity.Grid, cavity.Voxels.device)[cavity.Voxels.reshape(-1) > CavityShare];
        var low = points.amin([0]).cpu().data<float>().ToArray();
        var high = points.amax([0]).cpu().data<float>().ToArray();
        var width = Math.Max(-low[0], high[0]);
        var corner = whole.World2Grid.Apply(width + Margin, low[1] - Margin, low[2] - Margin);
        var end = whole.World2Grid.Apply(-width - Margin, high[1] + Margin, high[2] + Margin);
        var (i, j, k) = ((int)Math.Max(0, corner.X), (int)Math.Max(0, corner.Y), (int)Math.Max(0, corner.Z));
        var (nx, ny) = ((int)Math.Min(whole.Nx - 1, Math.Ceiling(end.X)) - i + 1,
            (int)Math.Min(whole.Ny - 1, Math.Ceiling(end.Y)) - j + 1);
        return new VoxelGrid(nx, ny, whole.Nz - 2 * k, whole.Grid2World * AffineMatrix.Translation(i, j, k));
    }
}
