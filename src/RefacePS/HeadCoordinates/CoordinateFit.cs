using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.HeadCoordinates;

/// <summary>The affine map that explains the coordinates that a network gives voxels.</summary>
/// <param name="Scan2Atlas">World of the scan to that of the atlas; perhaps its mirror image, for left and right are
/// not told apart.</param>
/// <param name="Residual">What the map leaves unexplained, mm: root of the weighted mean square.</param>
internal readonly record struct CoordinateFit(AffineMatrix Scan2Atlas, double Residual)
{
    private const int Rounds = 4;

    /// <summary>Residual (mm) at which a voxel counts half (Cauchy's weight; Holland and Welsch, 1977).</summary>
    private const double Doubted = 8;

    /// <summary>Fits by weighted least squares, and again by what was explained well.</summary>
    /// <param name="world">World of the scan, mm, [N, 3].</param>
    /// <param name="aside">Distance from the middle, mm, [N].</param>
    /// <param name="front">Atlas coordinate to the front, mm, [N].</param>
    /// <param name="up">Atlas coordinate to the top, mm, [N].</param>
    /// <param name="weights">How far each counts, [N].</param>
    public static CoordinateFit Of(Tensor world, Tensor aside, Tensor front, Tensor up, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var middle = (world * weights.unsqueeze(1)).sum([0]) / weights.sum();
        var design = cat([((world - middle) / HeadChannel.Unit).t(), ones(1, world.shape[0], device: world.device)]);
        var (counts, side) = (weights, Sideways(design, front, up, weights));
        var (rows, residual) = (Array.Empty<Tensor>(), 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            // Each voxel is on the side where the last round had it.
            var along = side.matmul(design);
            var shift = Offset(along, aside, counts);
            var values = new[] { aside * (along + shift).sign(), front, up };
            rows = [.. values.Select(value => LeastSquares.Solve(design, value, counts).to(float32))];
            var left = rows.Zip(values, (row, value) => (row.matmul(design) - value).square())
                .Aggregate((sum, next) => sum + next);
            residual = Math.Sqrt(((left * counts).sum() / counts.sum()).ToDouble());
            counts = weights / (1 + left / (Doubted * Doubted));
            side = rows[0] * tensor(new float[] { 1, 1, 1, 0 }, device: world.device);
        }

        return new(Matrix(rows, middle), residual);
    }

    /// <summary>The direction across, as a row for the design: at right angles to front and top, and as long.</summary>
    private static Tensor Sideways(Tensor design, Tensor front, Tensor up, Tensor weights)
    {
        var (ahead, above) = (
            LeastSquares.Solve(design, front, weights).narrow(0, 0, 3),
            LeastSquares.Solve(design, up, weights).narrow(0, 0, 3));
        var across = linalg.cross(ahead, above);
        var size = (ahead.norm() * above.norm()).sqrt() / across.norm().clamp(min: 1e-9);
        return cat([across * size, zeros(1, dtype: float64, device: design.device)]).to(float32);
    }

    /// <summary>Position of the middle along a direction: that which best explains the distances from it.</summary>
    private static Tensor Offset(Tensor along, Tensor aside, Tensor weights)
    {
        var offsets = linspace(-HeadChannel.Unit, HeadChannel.Unit, 101, device: along.device);
        var misses = ((along.unsqueeze(0) + offsets.unsqueeze(1)).abs() - aside.unsqueeze(0)).square();
        return offsets[(misses * weights).sum(1).argmin()];
    }

    private static AffineMatrix Matrix(Tensor[] rows, Tensor middle)
    {
        var centre = middle.cpu().data<float>().ToArray();
        return AffineMatrix.FromRows([.. rows.SelectMany(row =>
        {
            var values = row.cpu().data<float>().ToArray();
            var linear = Array.ConvertAll(values[..3], value => value / HeadChannel.Unit);
            return linear.Append(values[3] - linear.Zip(centre, (a, b) => a * b).Sum());
        })]);
    }
}
