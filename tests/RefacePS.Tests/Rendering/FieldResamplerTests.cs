using System.Numerics;
using RefacePS.Rendering;

namespace RefacePS.Tests.Rendering;

public class FieldResamplerTests
{
    /// <summary>The cubic B-spline reproduces polynomials of the first degree, so a ramp in world must stay that ramp
    /// away from the edges.</summary>
    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(1, 1, 3.5)]
    [InlineData(0.6, 1.2, 1)]
    public void ARampStaysWhereItIsInTheWorld(double sx, double sy, double sz)
    {
        var grid2World = AffineMatrix.Translation(7, -3, 11) * AffineMatrix.Rotation(0.3, -0.2, 0.5)
            * AffineMatrix.Scale(sx, -sy, sz);
        var source = Fill(40, 36, 30, grid2World, Ramp);

        var field = FieldResampler.Resample(source, CancellationToken.None);

        var world2Source = grid2World.Inverse();
        var compared = 0;
        for (var point = 0; point < field.Values.Length; point += 7)
        {
            var world = field.Field2World.MapPoint(
                new(point % field.Nx, point / field.Nx % field.Ny, point / field.Nx / field.Ny));
            if (IsInside(world2Source.MapPoint(world), source, margin: 7))
            {
                // Values reach 200; float rounding of positions and weights is below a millionth of that, a thousand
                // times over.
                Assert.Equal(Ramp(world), field.Values[point], 0.02f);
                compared++;
            }
        }

        Assert.True(compared > 100, $"Only {compared} points were compared.");
    }

    [Fact]
    public void PointsAreAMillimeterApartWhateverTheVoxels()
    {
        var source = Fill(20, 20, 20, AffineMatrix.Scale(2, 0.7, 4), _ => 1);
        var field = FieldResampler.Resample(source, CancellationToken.None);
        Assert.All([0, 1, 2], axis => Assert.Equal(1, field.PointDistance(axis), 1e-5f));
    }

    [Fact]
    public void AnAbsurdFieldOfViewDoesNotTakeAbsurdMemory()
    {
        var source = Fill(20, 20, 20, AffineMatrix.Scale(1e6, 1e-9, 1), _ => 1);
        var field = FieldResampler.Resample(source, CancellationToken.None);
        Assert.InRange(Math.Max(field.Nx, Math.Max(field.Ny, field.Nz)), 1, 530);
    }

    private static float Ramp(Vector3 world) => 2 * world.X - world.Y + 0.5f * world.Z;

    private static bool IsInside(Vector3 position, ScalarField field, float margin) =>
        field.Clamp(position, margin) == position;

    private static ScalarField Fill(int nx, int ny, int nz, AffineMatrix grid2World, Func<Vector3, float> value) => new(
        [.. Enumerable.Range(0, nx * ny * nz)
            .Select(i => value(grid2World.MapPoint(new(i % nx, i / nx % ny, i / nx / ny))))], nx, ny, nz, grid2World);
}
