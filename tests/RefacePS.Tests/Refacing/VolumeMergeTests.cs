using RefacePS.Refacing;

namespace RefacePS.Tests.Refacing;

/// <summary>A merge takes stored bits from one of two volumes, and refuses what does not belong together.</summary>
public sealed class VolumeMergeTests
{
    private static readonly VoxelGrid Grid = new(2, 2, 1, AffineMatrix.Identity);

    [Fact]
    public void EveryFrameTakesTheOverlayWhereTheMaskIsSet()
    {
        var merged = VolumeMerge.Merge(Frames(1, 2, 3, 4, 5, 6, 7, 8), Frames(11, 12, 13, 14, 15, 16, 17, 18),
            MaskOf(0, 1, 0, 1));
        Assert.Equal([1, 12, 3, 14, 5, 16, 7, 18], merged.Voxels.ToArray());
        Assert.Equal(VolumeKind.Refaced, merged.Kind);
    }

    /// <summary>NIfTI files may have a slope that is not a number; two of them are the same slope.</summary>
    [Fact]
    public void ASlopeThatIsNotANumberIsNoMismatch()
    {
        var scan = Frames(1, 2, 3, 4) with { Slope = double.NaN, Intercept = double.NaN };
        Assert.Equal(scan.Voxels.ToArray(), VolumeMerge.Merge(scan, scan, MaskOf(1, 1, 1, 1)).Voxels.ToArray());
    }

    [Fact]
    public void AnotherSlopeIsAMismatch() =>
        AssertMismatch(Frames(1, 2, 3, 4), Frames(1, 2, 3, 4) with { Slope = 2 }, MaskOf(1, 1, 1, 1));

    /// <summary>The base may be an original: without a removed voxel the result would be called refaced and have its
    /// face.</summary>
    [Fact]
    public void AMaskOfNothingIsAMismatch() =>
        AssertMismatch(Frames(1, 2, 3, 4), Frames(5, 6, 7, 8), MaskOf(0, 0, 0, 0));

    [Fact]
    public void AMaskOfAnotherGridIsAMismatch() => AssertMismatch(
        Frames(1, 2, 3, 4), Frames(5, 6, 7, 8),
        new Mask(new(2, 2, 1, AffineMatrix.Translation(1, 0, 0)), new byte[] { 1, 1, 1, 1 }));

    [Fact]
    public void A_grid_of_the_same_shape_elsewhere_is_told_by_its_distance()
    {
        var overlay = new Volume(new(2, 2, 1, AffineMatrix.Translation(3, 0, 4)), VoxelType.UInt8, new byte[4]);
        Assert.Contains(
            "mm, RAS (its corners lie up to 5 mm from those of the base), mask",
            Assert.Throws<MergeMismatchException>(
                () => VolumeMerge.Merge(Frames(1, 2, 3, 4), overlay, MaskOf(1, 1, 1, 1))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Masks of other tools pad with NaN what they do not know.</summary>
    [Fact]
    public void VoxelsThatAreNotANumberAreOutsideAMask()
    {
        float[] values = [0, 1, float.NaN, -2];
        var volume = new Volume(
            Grid, VoxelType.Float32, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray());
        Assert.Equal([0, 1, 0, 1], VolumeMerge.MaskOf(volume).Voxels.ToArray());
    }

    private static void AssertMismatch(Volume kept, Volume overlay, Mask mask) =>
        Assert.Equal(
            "MergeMismatch", Assert.Throws<MergeMismatchException>(() => VolumeMerge.Merge(kept, overlay, mask))
                .ErrorId);

    private static Volume Frames(params byte[] voxels) => new(Grid, VoxelType.UInt8, voxels, voxels.Length / 4);

    private static Mask MaskOf(params byte[] voxels) => new(Grid, voxels);
}
