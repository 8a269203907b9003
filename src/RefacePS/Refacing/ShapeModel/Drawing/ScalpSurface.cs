using RefacePS.Refacing.Faces;
using RefacePS.Registration;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>Surfaces over the lines across a side of the head (<see cref="EarScalp.Columns"/> a row) that are known in
/// part, and NaN elsewhere.</summary>
internal static class ScalpSurface
{
    private const int Columns = EarScalp.Columns;
    private const int Rows = HeadSpace.Side;
    private const int Terms = 6;

    /// <summary>Holds terms back that too few lines determine.</summary>
    private const double Ridge = 1e-3;

    private const int Relaxations = 300;
    private const double OverRelaxation = 1.9;

    /// <summary>A surface continued as a quadric, as heads are round, and the rest of it as a membrane.</summary>
    public static double[] Continue(double[] known)
    {
        var equations = new NormalEquations(Terms);
        for (var line = 0; line < known.Length; line++)
        {
            if (double.IsFinite(known[line]))
            {
                equations.Add(Basis(line), known[line], 1);
            }
        }

        var quadric = equations.Solve(Ridge);
        double[] round = [.. Enumerable.Range(0, known.Length)
            .Select(line => Basis(line).Zip(quadric, (term, coefficient) => term * coefficient).Sum())];
        var rest = Harmonic([.. known.Zip(round, (value, expected) => value - expected)]);
        return [.. rest.Zip(round, (value, expected) => value + expected)];
    }

    /// <summary>A surface continued as a membrane, which is free at its rim.</summary>
    public static double[] Harmonic(double[] known)
    {
        var finite = known.Where(double.IsFinite).DefaultIfEmpty(0).Average();
        double[] values = [.. known.Select(value => double.IsFinite(value) ? value : finite)];
        for (var round = 0; round < Relaxations; round++)
        {
            for (var line = 0; line < known.Length; line++)
            {
                if (!double.IsFinite(known[line]))
                {
                    values[line] += OverRelaxation * (Around(values, line) - values[line]);
                }
            }
        }

        return values;
    }

    private static double Around(double[] values, int line)
    {
        var (row, column) = Math.DivRem(line, Columns);
        return (values[row > 0 ? line - Columns : line] + values[row < Rows - 1 ? line + Columns : line]
            + values[column > 0 ? line - 1 : line] + values[column < Columns - 1 ? line + 1 : line]) / 4;
    }

    private static double[] Basis(int line)
    {
        var (row, column) = Math.DivRem(line, Columns);
        var (y, z) = (column / (Columns / 2.0) - 1, row / (Rows / 2.0) - 1);
        return [1, y, z, y * y, y * z, z * z];
    }
}
