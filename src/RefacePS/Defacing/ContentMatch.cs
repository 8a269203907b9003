using RefacePS.Compute;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// Agreement of what an image shows with something in the world, where its header puts it and if it lay otherwise. An
/// image that belongs there agrees best there; one whose header is wrong does not.
/// </summary>
/// <param name="Here">Agreement where the header puts it, 0 to 1.</param>
/// <param name="Elsewhere">Best agreement after a shift, a turn or an exchange of axes, 0 to 1.</param>
internal readonly record struct ContentMatch(double Here, double Elsewhere)
{
    /// <summary>A shift (mm): images displaced by more than half of it fit better elsewhere.</summary>
    private const double Shift = 12;

    /// <summary>A turn, degrees.</summary>
    private const double Turn = 15;

    /// <summary>Places whose agreement differs by less are as good as each other.</summary>
    private const double Chance = 0.02;

    /// <summary>Fewer samples than this say nothing.</summary>
    private const int FewestSamples = 50;

    /// <summary>Ways for axes to be taken for each other.</summary>
    private static readonly AffineMatrix[] Exchanges = [.. Flips(), .. StartSearch.ProperAxisRotations()];

    private static readonly AffineMatrix[] Motions = [.. Shifts(), .. Turns(), .. Exchanges];

    /// <summary>True if no other place is better by more than chance.</summary>
    public bool IsBestHere => Here >= Elsewhere - Chance;

    /// <summary>Correlation of an image with something, by its size: a mask and its inverse tell the same.</summary>
    /// <param name="points">World positions of the image's samples, mm, [N, 3].</param>
    /// <param name="values">The samples, [N].</param>
    /// <param name="reference">What it should agree with, at world points, [N].</param>
    /// <param name="sees">Which world points the reference knows, [N] bool.</param>
    public static ContentMatch Correlation(
        Tensor points, Tensor values, Func<Tensor, Tensor> reference, Func<Tensor, Tensor> sees) =>
        Measure(points, values, reference, sees, (x, y) => Math.Abs(Pearson(x, y)));

    /// <summary>Correlation ratio of an image given something, which is indifferent to its contrast.</summary>
    /// <param name="points">World positions of the image's samples, mm, [N, 3].</param>
    /// <param name="values">The samples, [N].</param>
    /// <param name="reference">What it should agree with, at world points, 0 to about 1, [N].</param>
    /// <param name="sees">Which world points the reference knows, [N] bool.</param>
    public static ContentMatch Ratio(
        Tensor points, Tensor values, Func<Tensor, Tensor> reference, Func<Tensor, Tensor> sees) =>
        Measure(points, values, reference, sees, ContrastModel.CorrelationRatio);

    private static ContentMatch Measure(
        Tensor points, Tensor values, Func<Tensor, Tensor> reference, Func<Tensor, Tensor> sees,
        Func<Tensor, Tensor, double> agreement)
    {
        using var outer = NewDisposeScope();
        var (own, there) = (Centre(points, values), Centre(points, reference(points) * sees(points).to(float32)));
        AffineMatrix[] motions = [.. Motions.Select(motion => About(motion, own, own)),
            .. Exchanges.Select(motion => About(motion, own, there))];
        return new(At(AffineMatrix.Identity), motions.Max(At));

        double At(AffineMatrix motion)
        {
            using var scope = NewDisposeScope();
            var places = Resampling.Transform(points, motion);
            var seen = sees(places);
            var (x, y) = (reference(places)[seen], values[seen]);
            var result = x.shape[0] < FewestSamples ? 0 : agreement(x, y);
            return double.IsFinite(result) ? result : 0;
        }
    }

    /// <summary>A motion that carries one point to another.</summary>
    private static AffineMatrix About(AffineMatrix motion, float[] from, float[] to) =>
        AffineMatrix.Translation(to[0], to[1], to[2]) * motion * AffineMatrix.Translation(-from[0], -from[1], -from[2]);

    /// <summary>Centre of mass of samples, world mm.</summary>
    private static float[] Centre(Tensor points, Tensor values)
    {
        using var scope = NewDisposeScope();
        var weights = values.abs() + 1e-6f;
        return OneThread.Run(() => (points * (weights / weights.sum()).unsqueeze(1)).sum([0])).cpu().data<float>()
            .ToArray();
    }

    /// <summary>Correlation of two tensors of one shape; 0 where one is even.</summary>
    public static double Pearson(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return OneThread.Run(() =>
        {
            var (x, y) = (a - a.mean(), b - b.mean());
            var scale = (x.square().sum() * y.square().sum()).sqrt().ToDouble();
            return scale > 0 ? (x * y).sum().ToDouble() / scale : 0;
        });
    }

    private static IEnumerable<AffineMatrix> Shifts() =>
        from shift in new[] { -Shift, Shift }
        from axis in Enumerable.Range(0, 3)
        select AffineMatrix.Translation(axis == 0 ? shift : 0, axis == 1 ? shift : 0, axis == 2 ? shift : 0);

    private static IEnumerable<AffineMatrix> Turns() =>
        from turn in new[] { -Turn, Turn }
        from axis in Enumerable.Range(0, 3)
        let angle = double.DegreesToRadians(turn)
        select AffineMatrix.Rotation(axis == 0 ? angle : 0, axis == 1 ? angle : 0, axis == 2 ? angle : 0);

    /// <summary>Front and back, top and bottom; left and right of a head cannot be told apart.</summary>
    private static IEnumerable<AffineMatrix> Flips() =>
        from signs in new[] { (Y: -1.0, Z: 1.0), (1, -1), (-1, -1) }
        select AffineMatrix.FromRows([1, 0, 0, 0, 0, signs.Y, 0, 0, 0, 0, signs.Z, 0]);
}
