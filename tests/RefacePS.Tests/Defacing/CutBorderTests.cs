using RefacePS.Defacing;
using RefacePS.HeadCoordinates;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

public sealed class CutBorderTests(AverageHead head) : IClassFixture<AverageHead>
{
    [Fact]
    public void The_points_are_brain_near_the_cut_and_follow_what_was_seen_in_the_scan()
    {
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(head.Scan(VoxelType.UInt8, v => 250 * v), CPU);
        using var alignment = new HeadAlignment(AffineMatrix.Identity, new DisplacementField(
            scan.Grid, zeros(3, scan.Grid.Nz, scan.Grid.Ny, scan.Grid.Nx)), Score: 1);
        using var anatomy = ScanAnatomy.Of(scan, head.Atlas, alignment);

        var carried = CutBorder.NearestToBrain(anatomy, DefaceRegion.Face, seen: null);

        Assert.Equal(6, carried.Count);
        Assert.True(carried[0].X < -12 && carried[2].X > 12 && Math.Abs(carried[1].X) <= 12);
        Assert.True(carried[3].Z < -25 && carried[4].Z >= -25);
        Assert.All(carried, point => Assert.True(head.Atlas.Zones.At(tensor(
            [point.X, point.Y, point.Z]).reshape(1, 3)).Cavity.item<float>() > 0.5));

        // A brain that reaches further to the front than the atlas's.
        var points = Resampling.WorldPoints(scan.Grid, CPU);
        var place = stack([points.select(1, 0).abs(), points.select(1, 1), points.select(1, 2)]) / 100;
        var cavity = (head.Atlas.Zones.At(points - tensor([0f, 15f, 0f])).Cavity - 0.5) * 40;
        using var seen = SeenHead.Of(scan.Grid, cat([cavity.unsqueeze(0), place])
            .reshape(HeadChannel.Count, scan.Grid.Nz, scan.Grid.Ny, scan.Grid.Nx));
        Assert.True(seen.IsHead);

        var measured = CutBorder.NearestToBrain(anatomy, DefaceRegion.Face, seen);

        Assert.True(measured[5].Y > carried[5].Y + 5, $"{measured[5]} against {carried[5]}");
    }
}
