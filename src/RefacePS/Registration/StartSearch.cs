using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>The ways in which a head may lie in the axes that its header names.</summary>
internal enum StartWays
{
    /// <summary>As the header says, tilted at most.</summary>
    Upright,

    /// <summary>In any of the 24 ways along the axes.</summary>
    Any,

    /// <summary>In any of them but upright.</summary>
    NotUpright,
}

/// <summary>
/// First guesses for a registration: many poses of the head are scored at once on a coarse scale, so that a head
/// tilted by 30 degrees, cut by the field of view, or stored without any orientation is still found.
/// </summary>
internal static class StartSearch
{
    private const int BatchSize = 64;

    /// <summary>Ranking poses takes few samples; refining them takes all.</summary>
    private const int EnoughSamples = 3000;

    private static readonly double[] Turns = [-30, -15, 0, 15, 30];
    private static readonly double[] CoarseTurns = [-20, 0, 20];
    private static readonly double[] Rolls = [-15, 0, 15];
    private static readonly double[] Lifts = [-35, 0, 35];

    /// <summary>The best poses, best first.</summary>
    /// <param name="template">The template, coarse.</param>
    /// <param name="samples">The scan, coarse.</param>
    /// <param name="templateCentre">Centre of mass of the template's head, world mm.</param>
    /// <param name="ways">How the head may lie.</param>
    /// <param name="count">How many to return.</param>
    public static IReadOnlyList<AffineMatrix> Best(
        Template template, ScanSamples samples, (double X, double Y, double Z) templateCentre, StartWays ways,
        int count)
    {
        var turns = ways switch
        {
            StartWays.Upright => UprightPoses(),
            StartWays.Any => AnyPoses(),
            _ => OtherPoses(),
        };
        var poses = turns
            .SelectMany(turn => Lifts.Select(lift => Pose(turn, lift, samples.HeadCentre, templateCentre))).ToArray();
        using var few = samples.Thinned((int)Math.Max(1, samples.Values.shape[0] / EnoughSamples));
        var scores = Scores(template, few, poses);
        return [.. poses.Zip(scores).OrderByDescending(p => p.Second).Take(count).Select(p => p.First)];
    }

    private static AffineMatrix Pose(
        AffineMatrix turn, double lift, (double X, double Y, double Z) from, (double X, double Y, double Z) to) =>
        AffineMatrix.Translation(to.X, to.Y, to.Z + lift) * turn * AffineMatrix.Translation(-from.X, -from.Y, -from.Z);

    private static IEnumerable<AffineMatrix> UprightPoses() =>
        from pitch in Turns from yaw in Turns from roll in Rolls select Turn(pitch, roll, yaw);

    private static IEnumerable<AffineMatrix> AnyPoses() =>
        from axes in ProperAxisRotations() from pitch in CoarseTurns from yaw in CoarseTurns
        select Turn(pitch, 0, yaw) * axes;

    /// <summary>
    /// The 23 ways that are not upright. Few turns are enough: these are tried with every scan, and what comes near is
    /// refined.
    /// </summary>
    private static IEnumerable<AffineMatrix> OtherPoses() =>
        from axes in ProperAxisRotations() where axes != AffineMatrix.Identity from pitch in CoarseTurns
        select Turn(pitch, 0, 0) * axes;

    private static AffineMatrix Turn(double pitch, double roll, double yaw) =>
        AffineMatrix.Rotation(double.DegreesToRadians(pitch), double.DegreesToRadians(roll),
            double.DegreesToRadians(yaw));

    /// <summary>The 24 rotations that map axes to axes. Mirror images need not be tried: a mirrored head is a
    /// head.</summary>
    internal static IEnumerable<AffineMatrix> ProperAxisRotations()
    {
        int[][] permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var p in permutations)
        {
            for (var signs = 0; signs < 8; signs++)
            {
                var rows = new double[12];
                for (var r = 0; r < 3; r++)
                {
                    rows[r * 4 + p[r]] = (signs >> r & 1) == 0 ? 1 : -1;
                }

                var matrix = AffineMatrix.FromRows(rows);
                if (matrix.Determinant > 0)
                {
                    yield return matrix;
                }
            }
        }
    }

    /// <summary>Correlation ratio of every pose.</summary>
    private static double[] Scores(Template template, ScanSamples samples, AffineMatrix[] poses)
    {
        var scores = new List<double>(poses.Length);
        foreach (var batch in poses.Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var points = cat([.. batch.Select(pose => Volumes.Resampling.Transform(samples.Points, pose))]);
            var basis = ContrastModel.Basis(template.Sample(points).reshape(batch.Length, -1));
            var normal = basis.matmul(basis.transpose(1, 2)).to(float64);
            var right = basis.matmul(samples.Values.unsqueeze(-1)).to(float64);
            var ridge = eye(ContrastModel.Knots, dtype: float64, device: points.device)
                * samples.Values.shape[0] * 1e-6;
            var explained = (linalg.solve(normal + ridge, right) * right).sum([1, 2]);
            var values = samples.Values.to(float64);
            var residual = values.square().sum() - explained;
            var total = (values - values.mean()).square().sum();
            scores.AddRange((1 - residual / total).cpu().data<double>().ToArray());
        }

        return [.. scores];
    }
}
