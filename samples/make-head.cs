// Computes samples/head.nii.gz: a synthetic head with a face, nobody's scan.
//
//     dotnet run -c Release samples/make-head.cs -- training_seg_10.nii.gz samples/head.nii.gz
//
// with a label map of SynthSeg (github.com/BBillot/SynthSeg, data/training_label_maps; Apache-2.0): a whole head, 1 mm,
// in FreeSurfer's numbering.
//
// Scalp, skull and face are those of the average head that ships, deformed at random. The label map gives what is
// inside the skull, mirrored and deformed with the rest; its own face is used to align it and never drawn.
#:project ../src/RefacePS/RefacePS.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property WarningsNotAsErrors=NU1603
using System.Runtime.InteropServices;
using RefacePS;
using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Files;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

const int Seed = 1;

if (args is not [var labelPath, var outputPath])
{
    Console.Error.WriteLine("usage: dotnet run samples/make-head.cs -- <label map> <output.nii.gz>");
    return 2;
}

var repository = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
NativeLibraries.Use(Path.Combine(
    repository, "output", "RefacePS", typeof(Volume).Assembly.GetName().Version!.ToString(3), "lib", "native",
    RuntimeInformation.RuntimeIdentifier));
random.manual_seed(Seed);
using var gradients = no_grad();
using var atlas = HeadAtlas.Load(Path.Combine(repository, "models", "head-atlas"), CPU);
using var individual = Individual.Draw(atlas);
using var exterior = HeadExterior.FromAtlas(atlas);
using var interior = SkullInterior.FromLabels(NiftiReader.Read(labelPath), atlas);
NiftiWriter.Write(Scanner.Acquire(individual, exterior, interior), outputPath, new NiftiWriteOptions(Overwrite: true));
return 0;

/// <summary>Brain and cerebrospinal fluid of a label map, in T1 contrast, and where they lie in the head
/// atlas.</summary>
sealed class SkullInterior : IDisposable
{
    /// <summary>Blur (standard deviation in voxels) that mixes the tissues of neighbouring voxels, as a scanner
    /// does.</summary>
    private const double PartialVolume = 0.55;

    /// <summary>Labels from here on are outside the skull (SynthSeg's extra-cranial classes).</summary>
    private const int FirstOutsideLabel = 100;

    /// <summary>Signal and spread of FreeSurfer's classes in T1 contrast; grey nuclei lie between cortex and white
    /// matter.</summary>
    private static readonly (float Mean, float Spread, int[] Labels)[] Classes =
    [
        (0.93f, 0.025f, [2, 7, 41, 46]),
        (0.86f, 0.03f, [16, 28, 60]),
        (0.62f, 0.04f, [3, 8, 42, 47]),
        (0.64f, 0.03f, [17, 18, 53, 54]),
        (0.67f, 0.03f, [11, 12, 26, 50, 51, 58]),
        (0.76f, 0.03f, [10, 49]),
        (0.82f, 0.03f, [13, 52]),
        (0.14f, 0.02f, [4, 5, 14, 15, 24, 43, 44, 72]),
        (0.30f, 0.04f, [30, 62]),
        (0.80f, 0.03f, [25, 57, 85]),
    ];

    /// <summary>Signal of the rest of the head, good enough to align by.</summary>
    private static readonly (int Label, float Mean)[] OutsideClasses =
        [(502, 0.5f), (506, 0.2f), (507, 0.55f), (508, 0.4f), (509, 0.4f), (511, 0.4f), (514, 0.4f), (515, 0.08f),
            (516, 0.5f)];

    private readonly Tensor channels;
    private readonly VoxelGrid grid;
    private readonly HeadAlignment alignment;
    private readonly HeadAtlas atlas;

    private SkullInterior(Tensor channels, VoxelGrid grid, HeadAlignment alignment, HeadAtlas atlas) =>
        (this.channels, this.grid, this.alignment, this.atlas) =
            (channels.DetachFromDisposeScope(), grid, alignment, atlas);

    public static SkullInterior FromLabels(Volume labels, HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        using var map = Image.FromVolume(labels, CPU);
        var codes = map.Voxels.to(int64);
        var inside = (codes > 0).logical_and(codes < FirstOutsideLabel);
        using var head =
            new Image(map.Grid,
                Lookup(codes,
                    [.. Classes.SelectMany(c => c.Labels, (c, label) => (label, c.Mean)), .. OutsideClasses]));
        var alignment = atlas.Registration.Align(head, hasWorld: true);
        var spread = Lookup(codes, [.. Classes.SelectMany(c => c.Labels, (c, label) => (label, c.Spread))]);
        var textured = (head.Voxels + spread * Texture.Draw(codes.shape, 1.2)) * inside;
        var blurred = Resampling.Smooth(stack([textured, inside.to(float32)]), PartialVolume);
        return new(blurred, map.Grid, alignment, atlas);
    }

    /// <summary>Signal times weight, and weight (the share of a voxel that is inside the skull), at atlas points [N,
    /// 3]; each [N].</summary>
    public (Tensor Signal, Tensor Weight) At(Tensor atlasPoints)
    {
        var mirrored = atlasPoints * tensor(new float[] { -1, 1, 1 });
        var values = Resampling.SampleWorld(channels, grid, alignment.ToScan(mirrored));
        // The label maps count the fluid round the eyes and in the spine as inside.
        var cavity = (2 * atlas.Zones.At(atlasPoints).Cavity).clamp_max(1);
        return (values[0] * cavity, values[1] * cavity);
    }

    public void Dispose()
    {
        channels.Dispose();
        alignment.Dispose();
    }

    private static Tensor Lookup(Tensor codes, (int Label, float Value)[] values)
    {
        var table = zeros(1000);
        foreach (var (label, value) in values)
        {
            table[label] = value;
        }

        return table[codes];
    }
}

/// <summary>The average head without its brain, crisp enough to pass for one scan.</summary>
sealed record HeadExterior(Image Intensity) : IDisposable
{
    /// <summary>Signal of the average head half way up its skin, and how fast the new skin rises there.</summary>
    private const float SkinLevel = 0.13f;
    private const float SkinWidth = 0.03f;

    /// <summary>Intensity of the fluid that fills the cavity where the label map's brain does not reach.</summary>
    private const float Fluid = 0.14f;

    public static HeadExterior FromAtlas(HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        var average = atlas.Average.Voxels;
        var detail = average - Resampling.Smooth(average.unsqueeze(0), 3)[0];
        var skin = ((average - SkinLevel) / SkinWidth).sigmoid();
        var texture = 0.05f * Texture.Draw(average.shape, 1.2) + 0.05f * Texture.Draw(average.shape, 4);
        var tissue = (average + 1.2f * detail).clamp(0, 1) * skin * (1 + texture);
        var cavity = atlas.Zones.At(Resampling.WorldPoints(atlas.Average.Grid, CPU)).Cavity.reshape(average.shape);
        return new(new Image(atlas.Average.Grid, tissue * (1 - cavity) + Fluid * cavity));
    }

    /// <summary>Signal at atlas points [N, 3]; [N].</summary>
    public Tensor At(Tensor atlasPoints) =>
        Resampling.SampleWorld(Intensity.Voxels.unsqueeze(0), Intensity.Grid, atlasPoints)[0];

    public void Dispose() => Intensity.Dispose();
}

/// <summary>Smooth random patterns of mean 0 and standard deviation 1.</summary>
static class Texture
{
    public static Tensor Draw(long[] shape, double sigma)
    {
        var smooth = Resampling.Smooth(randn([1, .. shape]), sigma)[0];
        return smooth / smooth.std();
    }
}

/// <summary>The traits of a person who does not exist: size, pose, and a random shape with a face of its own.</summary>
sealed class Individual : IDisposable
{
    private static readonly AffineMatrix World2Head =
        AffineMatrix.Scale(0.98, 1.02, 1.0) * AffineMatrix.Rotation(0.05, -0.03, 0.05) * AffineMatrix.Translation(
            -2, 3, 4);

    private readonly DisplacementField shape;
    private readonly DisplacementField features;
    private readonly HeadAtlas atlas;

    private Individual(DisplacementField shape, DisplacementField features, HeadAtlas atlas) =>
        (this.shape, this.features, this.atlas) = (shape, features, atlas);

    /// <summary>Draws a shape (several mm over the whole head) and features (the face alone, left and right each their
    /// own).</summary>
    public static Individual Draw(HeadAtlas atlas) =>
        new(Random(spacing: 16, smoothing: 36, amplitude: 3), Random(spacing: 8, smoothing: 13, amplitude: 2.6), atlas);

    /// <summary>Atlas points of world points, [N, 3] mm.</summary>
    public Tensor ToAtlas(Tensor worldPoints)
    {
        var points = Resampling.Transform(worldPoints, World2Head);
        var face = (atlas.Zones.At(points).FaceDepth / 5).sigmoid().unsqueeze(1);
        return points + shape.At(points) + face * features.At(points);
    }

    public void Dispose()
    {
        shape.Dispose();
        features.Dispose();
    }

    private static DisplacementField Random(double spacing, double smoothing, double amplitude)
    {
        using var scope = NewDisposeScope();
        var grid = AtlasGrid.WithSpacing(spacing);
        var vectors = Resampling.Smooth(randn(3, grid.Nz, grid.Ny, grid.Nx), smoothing / spacing);
        return new(grid, vectors / vectors.std() * amplitude);
    }
}

/// <summary>Turns the head into an MRI: 1 mm voxels, shading, thermal noise, 16-bit codes.</summary>
static class Scanner
{
    /// <summary>Code of full signal, and standard deviation of the noise in each channel: few enough bits to compress
    /// well.</summary>
    private const float FullSignal = 150;
    private const float Noise = 3;

    private static readonly VoxelGrid Grid =
        new(176, 240, 240, new AffineMatrix(1, 0, 0, -88, 0, 1, 0, -102, 0, 0, 1, -156));

    public static Volume Acquire(Individual individual, HeadExterior exterior, SkullInterior interior)
    {
        using var scope = NewDisposeScope();
        var world = Resampling.WorldPoints(Grid, CPU);
        var slabs = world.chunk(16).Select(slab => Signal(individual.ToAtlas(slab), exterior, interior)).ToArray();
        var shading = (0.12f * Texture.Draw([Grid.Nz / 16, Grid.Ny / 16, Grid.Nx / 16], 3)).exp();
        using var field = new Image(Resampling.ShrunkGrid(Grid, 16), shading);
        using var fine = Resampling.ToGrid(field, Grid, AffineMatrix.Identity);
        return Store(cat(slabs) * fine.Voxels.reshape(-1));
    }

    private static Tensor Signal(Tensor atlasPoints, HeadExterior exterior, SkullInterior interior)
    {
        using var scope = NewDisposeScope();
        var (brain, weight) = interior.At(atlasPoints);
        return (brain + (1 - weight) * exterior.At(atlasPoints)).MoveToOuterDisposeScope();
    }

    /// <summary>Magnitude of a complex signal with Gaussian noise in both channels (Gudbjartsson and Patz, MRM 34:910,
    /// 1995).</summary>
    private static Volume Store(Tensor signal)
    {
        var real = signal * FullSignal + Noise * randn_like(signal);
        var magnitude = (real.square() + (Noise * randn_like(signal)).square()).sqrt();
        var codes = magnitude.round().to(int16).data<short>().ToArray();
        return new Volume(Grid, VoxelType.Int16, MemoryMarshal.AsBytes<short>(codes).ToArray());
    }
}
