using RefacePS.Registration;

namespace RefacePS.Tests.Registration;

public sealed class NormalEquationsTests
{
    [Fact]
    public void A_plane_through_points_is_found_whatever_their_weights()
    {
        var equations = new NormalEquations(3);
        var random = new Random(3);
        for (var i = 0; i < 50; i++)
        {
            var (x, y) = (random.NextDouble(), random.NextDouble());
            equations.Add([x, y, 1], 2 * x - 3 * y + 0.5, 0.1 + random.NextDouble());
        }

        var solution = equations.Solve();
        Assert.Equal(2, solution[0], 1e-5);
        Assert.Equal(-3, solution[1], 1e-5);
        Assert.Equal(0.5, solution[2], 1e-5);
    }

    [Fact]
    public void What_no_row_determines_is_0()
    {
        var equations = new NormalEquations(2);
        equations.Add([1, 0], 4, 1);
        var solution = equations.Solve();
        Assert.Equal(4, solution[0], 1e-5);
        Assert.Equal(0, solution[1], 1e-5);
    }
}
