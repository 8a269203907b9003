using System.Runtime.InteropServices;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;

namespace RefacePS.Tests.Refacing.Faces;

public sealed class FacePainterTests
{
    private const float Air = 100;
    private const float Brain = 300;

    /// <summary>A scanner records the mean over a voxel, and edges of slices lie like stairs without.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(6, 4)]
    public void A_thick_voxel_takes_the_mean_of_points_of_it_and_a_thin_one_its_centre(double thickness, int points)
    {
        // An edge that crosses the second slice at a quarter of its thickness above its centre.
        var edge = 1.25 * thickness;
        var grid = new VoxelGrid(2, 2, 3, AffineMatrix.Scale(1, 1, thickness));

        var painted = Paint(grid, new Edge(edge));

        var below = Enumerable.Range(0, points).Count(n => (1 + (n + 0.5) / points - 0.5) * thickness < edge);
        Assert.Equal(Brain, painted[0], 2);
        Assert.Equal(Air + (Brain - Air) * below / points, painted[4], 2);
        Assert.Equal(Air, painted[8], 2);
    }

    /// <summary>The real values of a slice each of a face.</summary>
    private static float[] Paint(VoxelGrid grid, IDrawnFace face)
    {
        var voxels = new byte[grid.VoxelCount * sizeof(float)];
        var volume = new Volume(grid, VoxelType.Float32, voxels, 1);
        var intensity = new ScanIntensity(
            AirSample.Collect([Air, Air, Air], _ => true), new IntensityScale(Air, Brain));
        var noise = new VoxelNoise(1);
        var air = new AirTexture(grid, region: null, [0, 0, 0], noise);
        new FacePainter(face, AffineMatrix.Identity, new FaceIntensity(intensity, noise, air))
            .Paint(volume, region: null, voxels);
        return MemoryMarshal.Cast<byte, float>(voxels).ToArray();
    }

    /// <summary>Brain below a plane, air above it.</summary>
    private sealed class Edge(double z) : IDrawnFace
    {
        public bool Contains(double x, double y, double height) => true;

        public float At(double x, double y, double height) => height < z ? -0.2f : -1;
    }
}
