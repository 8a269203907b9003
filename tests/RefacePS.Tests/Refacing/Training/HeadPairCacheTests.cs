using System.Reflection;
using RefacePS.Files;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Training;

public sealed class HeadPairCacheTests(AverageHead head) : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private static readonly string AtlasFolder =
        typeof(HeadPairCacheTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(m => m.Key == "HeadAtlas").Value!;

    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_pair_is_made_once_and_again_when_its_file_is_damaged()
    {
        var scan = root.File("scan.nii");
        NiftiWriter.Write(head.Scan(VoxelType.UInt8, value => 255 * value), scan, new NiftiWriteOptions());
        var cache = new HeadPairCache(root.File("heads"), AtlasFolder, head.Atlas, CPU);

        var made = cache.Get(scan, "nobody");
        Assert.Equal("nobody", made.Subject);
        Assert.Contains((byte)1, made.Mask.ToArray());
        var kept = Assert.Single(Directory.GetFiles(root.File("heads")));
        Assert.Equal(made.Target.ToArray(), File.ReadAllBytes(kept)[made.Input.Length..(2 * made.Input.Length)]);

        // The average head lies where it is expected, but for what the fit to part of it makes of that.
        var (x, y, z) = made.ByKeptPart.Apply(0, 130, -60);
        Assert.InRange(Math.Abs(x) + Math.Abs(y - 130) + Math.Abs(z + 60), 0, 8);

        // What only the file says tells that the pair came from it.
        File.WriteAllBytes(kept, new byte[3 * made.Input.Length + 12 * sizeof(double)]);
        var read = cache.Get(scan, "nobody");
        Assert.DoesNotContain((byte)1, read.Mask.ToArray());
        Assert.Equal(new double[12], read.ByKeptPart.ToRows());
        File.WriteAllBytes(kept, new byte[7]);
        Assert.Equal(made.Input.ToArray(), cache.Get(scan, "nobody").Input.ToArray());
    }

    [Fact]
    public void Another_scan_has_another_pair()
    {
        var cache = new HeadPairCache(root.File("heads"), AtlasFolder, head.Atlas, CPU);
        foreach (var (name, scale) in new[] { ("bright.nii", 255f), ("dark.nii", 120f) })
        {
            NiftiWriter.Write(head.Scan(VoxelType.UInt8, value => scale * value), root.File(name),
                new NiftiWriteOptions());
            cache.Get(root.File(name), name);
        }

        Assert.Equal(2, Directory.GetFiles(root.File("heads")).Length);
    }
}
