using RefacePS.Atlases;
using RefacePS.Atlases.Building;
using RefacePS.Files;
using RefacePS.Tests.Refacing;
using RefacePS.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Atlases.Building;

public sealed class HeadAtlasBuilderTests : NetworkTest, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static HeadAtlasCard Card => new()
    {
        Name = "phantoms",
        Version = "1.0.0",
        Subjects = ["large", "small"],
        Licence = "none",
        Attribution = "nobody",
        Command = "a test",
    };

    private string Destination => folder.File("atlas");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_atlas_is_the_mean_head_upright_and_symmetric()
    {
        var card = new HeadAtlasBuilder(CPU).Build(Heads(), Card, Destination, overwrite: false);

        using var atlas = HeadAtlas.Load(Destination, CPU);
        Assert.InRange((atlas.Average.Voxels - atlas.Average.Voxels.flip([0])).abs().max().ToSingle(), 0, 1e-6f);
        // Sizes are 0.94 and 1.06; voxels of 6 mm leave a doubt of some tenths of a millimeter along each axis.
        var (volume, centre) = Cavity(atlas);
        Assert.InRange(volume / LabelledPhantom.CavityVolume, 0.95, 1.05);
        Assert.All(centre, coordinate => Assert.InRange(coordinate, -2, 2));
        // Two copies of one head differ by little more than what 6 mm voxels hide.
        Assert.InRange(card.MeanAffineScore, 0.97, 1);
        Assert.InRange(card.MeanDisplacementMillimeters, 0, 2);
        Assert.Equal(card.Subjects, HeadAtlasCard.Read(Destination).Subjects);
        Assert.Equal(card.MeanAffineScore, HeadAtlasCard.Read(Destination).MeanAffineScore);
        Assert.Equal("DestinationExists", Assert.Throws<VolumeFileException>(
            () => new HeadAtlasBuilder(CPU).Build(Heads(), Card, Destination, overwrite: false)).ErrorId);
    }

    [Fact]
    public void Cancelling_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var scans = Heads();
        var before = Directory.GetFileSystemEntries(folder.Path);
        Assert.Throws<OperationCanceledException>(
            () => new HeadAtlasBuilder(CPU)
                .Build(scans, Card, Destination, overwrite: false, new StopAt(AtlasStage.AffineRegistration, stop),
                    stop.Token));
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(folder.Path).Order());
    }

    [Fact]
    public void Sizes_are_normalised_to_their_mean()
    {
        // Heads that are 0.8 and 1.2 times as wide as the atlas, and 0.9 and 1.5 times as high.
        var maps = AffineGroupRegistration.WithMeanScale(
            [AffineMatrix.Scale(1 / 0.8, 1, 1 / 0.9), AffineMatrix.Scale(1 / 1.2, 1, 1 / 1.5)]);

        Assert.Equal([0.8, 1.2], maps.Select(map => map.Inverse().M11), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0.75, 1.25], maps.Select(map => map.Inverse().M33), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private IReadOnlyList<LabelledScan> Heads() => Directory.Exists(Destination)
        || File.Exists(folder.File("small.nii"))
        ? LabelledScan.Pair([folder.File("large.nii"), folder.File("small.nii")], folder.Path)
        : [LabelledPhantom.Write(folder, "large", 1.06, (-8, 5, -10)),
            LabelledPhantom.Write(folder, "small", 0.94, (10, -6, 4))];

    /// <summary>Volume (mm3) and centre (mm) of the atlas's cavity.</summary>
    private static (double Volume, double[] Centre) Cavity(HeadAtlas atlas)
    {
        var grid = atlas.Zones.Grid;
        var share = atlas.Zones.Channels[0].contiguous().data<float>().ToArray();
        var (sum, moments) = (0.0, new double[3]);
        for (var voxel = 0; voxel < share.Length; voxel++)
        {
            var (x, y, z) = grid.Grid2World.Apply(
                voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / grid.Nx / grid.Ny);
            sum += share[voxel];
            (moments[0], moments[1], moments[2]) =
                (moments[0] + x * share[voxel], moments[1] + y * share[voxel], moments[2] + z * share[voxel]);
        }

        return (sum * grid.VoxelSize[0] * grid.VoxelSize[1] * grid.VoxelSize[2],
            Array.ConvertAll(moments, moment => moment / sum));
    }

    private sealed class StopAt(AtlasStage stage, CancellationTokenSource source)
        : IProgress<AtlasProgress<AtlasStage>>
    {
        public void Report(AtlasProgress<AtlasStage> value)
        {
            if (value.Stage == stage)
            {
                source.Cancel();
            }
        }
    }
}
