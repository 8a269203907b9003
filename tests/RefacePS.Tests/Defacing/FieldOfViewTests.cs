using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Tests.Refacing.ShapeModel.Drawing;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Scans whose header speaks against a head are refused before any memory is taken for them.</summary>
public sealed class FieldOfViewTests(AverageHead head) : IClassFixture<AverageHead>
{
    /// <summary>Units that are wrong by a thousand make of a head a speck, or a town on a grid that fits no
    /// memory.</summary>
    [Theory]
    [InlineData(0.001)]
    [InlineData(1000)]
    public void A_header_with_wrong_units_is_refused(double factor)
    {
        var scan = head.Scan(VoxelType.UInt8, value => 200 * value);
        var grid = new VoxelGrid(scan.Grid.Nx, scan.Grid.Ny, scan.Grid.Nz,
            AffineMatrix.Scale(factor, factor, factor) * scan.Grid.Grid2World);

        var wrong = new Volume(grid, scan.VoxelType, scan.Voxels);

        var fault = Assert.Throws<HeadNotFoundException>(() => new Defacer(head.Atlas, CPU).Deface(wrong));

        Assert.Equal(FaceCheckStatus.HeadNotFound, new FaceDetector(head.Atlas, CPU).Check(wrong).Status);
        Assert.Equal("HeadNotFound", fault.ErrorId);
        Assert.Contains("field of view", fault.Message, StringComparison.Ordinal);
    }
}
