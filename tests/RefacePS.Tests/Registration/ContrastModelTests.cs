using RefacePS.Registration;
using RefacePS.Volumes.Kernels;
using static TorchSharp.torch;

namespace RefacePS.Tests.Registration;

public sealed unsafe class ContrastModelTests
{
    private static readonly double[] Function = [0, 1, 0.5, 2, 1, -1, 0, 3, 2, 2];

    [Theory]
    [InlineData(0.05f)]
    [InlineData(0.2f)]
    [InlineData(0.31f)]
    [InlineData(0.72f)]
    [InlineData(0.95f)]
    public void The_function_is_the_sum_of_its_hats_and_has_the_slope_that_it_says(float at)
    {
        const double Step = 1e-3;
        var model = new ContrastModel(Function);

        var (value, slope) = model.At(at);

        Assert.Equal(Sum(at), value, 1e-5);
        Assert.Equal((Sum(at + Step) - Sum(at - Step)) / (2 * Step), slope, 1e-3);

        static double Sum(double point) => Function.Select(
            (knot, i) => knot * Math.Max(0, 1 - Math.Abs(point * (ContrastModel.Knots - 1) - i))).Sum();
    }

    [Theory]
    [InlineData(-0.5f, 0)]
    [InlineData(2, 2)]
    [InlineData(float.NaN, 0)]
    public void Beyond_its_ends_the_function_goes_on_level(float at, float expected) =>
        Assert.Equal(expected, new ContrastModel(Function).At(at).Value, 1e-6f);

    [Fact]
    public void Equations_find_the_unknowns_that_made_the_values()
    {
        const int Columns = 9;
        var random = new Random(4);
        var (knots, unknowns) = (new ContrastModel(Function), Enumerable.Range(0, Columns).Select(
            _ => random.NextDouble() - 0.5).ToArray());
        var slabs = Enumerable.Range(0, 3).Select(_ => new ContrastEquations(Columns)).ToArray();
        var row = stackalloc float[ContrastEquations.StrideOf(Columns)];
        new Span<float>(row, ContrastEquations.StrideOf(Columns)).Clear();
        for (var sample = 0; sample < 3000; sample++)
        {
            var template = random.NextSingle();
            var value = (double)knots.At(template).Value;
            for (var column = 0; column < Columns; column++)
            {
                row[column] = random.NextSingle() - 0.5f;
                value += unknowns[column] * row[column];
            }

            row[Columns] = (float)value;
            slabs[sample % 3].Add(template, row, 0.5f + random.NextSingle());
        }

        var found = ContrastEquations.Solve(slabs, Columns);

        Assert.All(Function.Concat(unknowns).Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void The_contrast_and_the_bias_that_made_a_scan_are_found()
    {
        using var scope = NewDisposeScope();
        using var average = HeadPhantom.Average(8);
        using var template = new Template(average, 8, 0.5);
        var (bent, intensity) = (new double[ContrastModel.Knots + ContrastModel.BiasTerms], average.ToArray());
        (bent[ContrastModel.Knots], bent[ContrastModel.Knots + 4]) = (0.1, -0.05);
        var (bias, zero, room) =
            (new ContrastModel(bent), new float[3 * intensity.Length], new float[intensity.Length]);
        var values = template.Values.contiguous().data<float>().ToArray();
        fixed (float* scan = intensity, field = zero, free = room)
        {
            var demons = new DemonsScan(average.Grid, AffineMatrix.Identity, scan, weights: null);
            for (var voxel = 0; voxel < intensity.Length; voxel++)
            {
                var (x, y, z) = Place(demons, average.Grid, voxel);
                intensity[voxel] = (1 - 0.5f * values[voxel]) * (1 + bias.BiasAt(x, y, z));
            }

            var fitted = demons.FitContrast(
                new DemonsTemplate(template.Lattice, new PointMap(template.Grid.World2Grid)), field, free);

            // The bias multiplies a contrast that was fitted without it: second-order terms (0.1 squared) are left.
            Assert.Equal(0.75, fitted.At(0.5f).Value, 0.02);
            Assert.Equal(0.1, fitted.BiasAt(1, 0, 0), 0.02);
            Assert.Equal(-0.05, fitted.BiasAt(0, 1, 0), 0.02);
        }
    }

    private static (float X, float Y, float Z) Place(DemonsScan scan, VoxelGrid grid, int voxel) =>
        scan.ToBias.Apply(voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / (grid.Nx * grid.Ny));
}
