using RefacePS.Defacing;
using RefacePS.Registration;
using RefacePS.Tests.Support;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

public sealed class BlankingTests(AverageHead head) : IClassFixture<AverageHead>
{
    [Theory]
    [InlineData(VoxelType.UInt8)]
    [InlineData(VoxelType.Int8)]
    [InlineData(VoxelType.UInt16)]
    [InlineData(VoxelType.Int16)]
    [InlineData(VoxelType.UInt32)]
    [InlineData(VoxelType.Int32)]
    [InlineData(VoxelType.UInt64)]
    [InlineData(VoxelType.Int64)]
    [InlineData(VoxelType.Float32)]
    [InlineData(VoxelType.Float64)]
    public void Kept_voxels_of_every_type_stay_as_they_are(VoxelType type)
    {
        var scan = head.Scan(type, v => 20 + 100 * v);
        using var image = Image.FromVolume(scan, CPU);
        using var alignment = InPlace(image);
        using var anatomy = ScanAnatomy.Of(image, head.Atlas, alignment);
        var random = new Random(6);
        var mask = new Mask(head.Grid, Enumerable.Range(0, (int)head.Grid.VoxelCount).Select(_ => (byte)random.Next(2))
            .ToArray());

        var blanked = Blanking.Blank(scan, mask, anatomy) with { FaceMask = mask };

        KeptVoxels.AssertBlanked(scan, blanked);
        // Air is 20, and up to 1.5 % of the tissue's range above it.
        Assert.All(KeptVoxels.Removed(blanked), value => Assert.InRange(value, 20, 21.5f));
    }

    /// <summary>The alignment of the average head with itself.</summary>
    private static HeadAlignment InPlace(Image image) =>
        new(AffineMatrix.Identity,
            new DisplacementField(image.Grid, zeros(3, image.Grid.Nz, image.Grid.Ny, image.Grid.Nx)), 1);
}
