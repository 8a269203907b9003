using RefacePS.Defacing;
using RefacePS.Tests.Defacing;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Registration;

/// <summary>The result for a scan does not depend on how many threads compute.</summary>
public sealed class ThreadCountTests(AverageHead head) : IClassFixture<AverageHead>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_head_is_placed_to_the_last_bit_alike_by_any_number_of_threads(int seed)
    {
        var random = new Random(seed);
        var scan = head.Scan(VoxelType.Int16, value => 900 * value + random.Next(60));
        var turned = AffineMatrix.Translation(3, -7, 5) * AffineMatrix.Rotation(0.1 * seed, 0.05, 0);
        var moved = new Volume(new VoxelGrid(
            scan.Grid.Nx, scan.Grid.Ny, scan.Grid.Nz, turned * scan.Grid.Grid2World), scan.VoxelType, scan.Voxels);
        var defacer = new Defacer(head.Atlas, CPU);
        var before = get_num_threads();
        try
        {
            var places = new[] { 1, 2, 4 }.Select(Place).ToList();

            Assert.All(places, place => Assert.Equal(places[0].Affine, place.Affine));
            Assert.All(places, place => Assert.Equal(places[0].Field, place.Field));
        }
        finally
        {
            set_num_threads(before);
        }

        (AffineMatrix Affine, float[] Field) Place(int threads)
        {
            set_num_threads(threads);
            using var alignment = defacer.Locate(moved, default);
            return (alignment.Scan2Atlas, alignment.Field.Vectors.contiguous().data<float>().ToArray());
        }
    }
}
