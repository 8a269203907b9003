using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>Makes the heads that the network learns from: scans of the cohort, whole-head label maps, and heads that
/// are nobody's.</summary>
/// <param name="scans">Where the scans are.</param>
/// <param name="atlas">The head atlas, which says where the face is.</param>
/// <param name="folder">Where the heads are kept.</param>
internal sealed class HeadStock(SharedScans scans, HeadAtlas atlas, string folder)
{
    /// <summary>Labels from here on are outside the skull.</summary>
    private const int FirstOutsideLabel = 100;

    /// <summary>Signal of classes in T1 contrast, good enough to align by; the other classes inside the skull are
    /// grey.</summary>
    private static readonly Dictionary<int, float> Signals = new()
    {
        [2] = 0.93f, [41] = 0.93f, [7] = 0.93f, [46] = 0.93f, [16] = 0.86f, [4] = 0.14f, [43] = 0.14f, [14] = 0.14f,
            [15] = 0.14f, [24] = 0.14f,
        [502] = 0.5f, [506] = 0.2f, [507] = 0.55f, [508] = 0.4f, [509] = 0.4f, [511] = 0.4f, [512] = 0.4f, [514] = 0.4f,
        [515] = 0.08f, [516] = 0.5f,
    };

    /// <summary>The first heads of a split of the cohort, made where they are not kept yet.</summary>
    public IReadOnlyList<StockHead> Cohort(string split, int most = int.MaxValue) =>
        [.. scans.Files("cohort", split).Take(most)
            .Select(file => Kept(SharedScans.NameOf(file), () => FromScan(file, scans.CavityOf(file)!)))];

    /// <summary>Heads of label maps.</summary>
    public IReadOnlyList<StockHead> LabelMaps() =>
        [.. scans.Files("labelmaps")
            .Where(file => SharedScans.NameOf(file).StartsWith("training", StringComparison.Ordinal))
            .Select(file => Kept(SharedScans.NameOf(file), () => FromLabels(file)))];

    /// <summary>The synthetic head of the samples and the average head.</summary>
    public IReadOnlyList<StockHead> NobodysHeads() =>
    [
        Kept("sample", () => FromScan(BuiltProject.Sample, null)),
        Kept("average", () => FromScan(Path.Combine(BuiltProject.HeadAtlas, "average.nii.gz"), null)),
    ];

    private StockHead Kept(string name, Func<StockHead> make)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".head");
        if (!File.Exists(path))
        {
            using var scope = NewDisposeScope();
            make().Write(path + ".part");
            File.Move(path + ".part", path);
        }

        return StockHead.Read(path);
    }

    private StockHead FromScan(string file, Mask? labelled)
    {
        var volume = NiftiReader.Read(file);
        using var scan = Image.FromVolume(volume, CPU);
        using var alignment = atlas.Registration.Align(scan, volume.HasWorld);
        var grid = EvenGrid(volume.Grid);
        using var even = OnGrid(scan, grid);
        var points = alignment.ToAtlas(Resampling.WorldPoints(grid, CPU));
        var zones = atlas.Zones.At(points);
        var cavity = labelled is null ? zones.Cavity
            : OnGrid(new Image(labelled.Grid, MaskConversion.ToTensor(labelled, CPU).to(float32)
                .reshape(scan.Voxels.shape)), grid).Voxels.reshape(-1);
        var isCavity = cavity > 0.5;
        var brain = HeadThreshold.Percentile(even.Voxels.reshape(-1)[isCavity], 0.5);
        var tissue = Resampling.Smooth(even.Voxels.unsqueeze(0), 0.6).reshape(-1) > 0.25 * brain;
        var signal = (even.Voxels.reshape(-1) * (255 / HeadThreshold.Percentile(even.Voxels, 0.998))).clamp(0, 255);
        return Head(SharedScans.NameOf(file), grid, false, signal, isCavity, tissue, zones.FaceDepth, alignment);
    }

    private StockHead FromLabels(string file)
    {
        var volume = NiftiReader.Read(file);
        using var map = Image.FromVolume(volume, CPU);
        using var scan = new Image(map.Grid, Signal(map.Voxels));
        using var alignment = atlas.Registration.Align(scan, hasWorld: true);
        var grid = EvenGrid(volume.Grid);
        var places = Resampling.Transform(Resampling.WorldPoints(grid, CPU), volume.Grid.World2Grid).round().to(int64);
        var codes = map.Voxels.index(
            [places.select(1, 2).clamp(0, map.Grid.Nz - 1), places.select(1, 1).clamp(0, map.Grid.Ny - 1),
                places.select(1, 0).clamp(0, map.Grid.Nx - 1)]);
        var zones = atlas.Zones.At(alignment.ToAtlas(Resampling.WorldPoints(grid, CPU)));
        // The maps count the fluid round the eyes and in the spine as inside.
        var cavity = (codes > 0) & (codes < FirstOutsideLabel) & (zones.Cavity > 0.2);
        // Codes go to 530: classes outside the skull follow those inside.
        var classes = codes.where(codes < FirstOutsideLabel * 2, codes - 300);
        return Head(SharedScans.NameOf(file), grid, true, classes, cavity, codes > 0, zones.FaceDepth, alignment);
    }

    private static Tensor Signal(Tensor codes)
    {
        var table = full(600, 0.65f);
        table[0] = 0;
        foreach (var (code, value) in Signals)
        {
            table[code] = value;
        }

        return table[codes.to(int64)];
    }

    private static StockHead Head(
        string name, VoxelGrid grid, bool isLabelMap, Tensor signal, Tensor cavity, Tensor tissue, Tensor depth,
        HeadAlignment alignment)
    {
        var coarse = alignment.ToAtlas(Resampling.WorldPoints(StockHead.CoarseGridOf(grid), CPU)).t().contiguous();
        var isTissue = Bytes(tissue);
        return new(
            name, grid, isLabelMap, Bytes(signal), Bytes(cavity), OutsideAir.Find(grid, isTissue),
            Bytes((depth + StockHead.DepthOffset).clamp(0, 255)), coarse.data<float>().ToArray());
    }

    private static byte[] Bytes(Tensor values) => values.to(uint8).contiguous().data<byte>().ToArray();

    private static VoxelGrid EvenGrid(VoxelGrid grid) => new(
        (int)(grid.Nx * grid.VoxelSize[0] / StockHead.Spacing), (int)(grid.Ny * grid.VoxelSize[1] / StockHead.Spacing),
        (int)(grid.Nz * grid.VoxelSize[2] / StockHead.Spacing),
        grid.Grid2World * AffineMatrix.Scale(
            StockHead.Spacing / grid.VoxelSize[0], StockHead.Spacing / grid.VoxelSize[1],
            StockHead.Spacing / grid.VoxelSize[2]));

    private static Image OnGrid(Image image, VoxelGrid grid)
    {
        using var shrunk = Resampling.Shrink(image, StockHead.Spacing / 1.5);
        return Resampling.ToGrid(shrunk, grid, AffineMatrix.Identity);
    }
}
