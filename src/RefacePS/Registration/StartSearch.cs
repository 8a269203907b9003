using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using static System.Runtime.CompilerServices.MethodImplOptions;

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
        using var few = samples.Thinned(EnoughSamples);
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
        foreach (var p in Orientation.Permutations)
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
    private static unsafe double[] Scores(Template template, ScanSamples samples, AffineMatrix[] poses)
    {
        using var points = HostTensor.Read(samples.Points);
        using var values = HostTensor.Read(samples.Values);
        var (lattice, world2Grid) = (template.Lattice, template.Grid.World2Grid);
        var at = points.Data;
        var scan = values.Data;
        var count = values.Length;
        var scores = Slabs.Collect(poses.Length, 1, [MethodImpl(AggressiveOptimization)] (pose, _) =>
        {
            var toGrid = new PointMap(world2Grid * poses[pose]);
            var found = new float[count];
            for (var i = 0; i < count; i++)
            {
                var (x, y, z) = toGrid.Apply(at[3 * i], at[3 * i + 1], at[3 * i + 2]);
                found[i] = lattice.At(lattice.Find(x, y, z), 0);
            }

            fixed (float* first = found)
            {
                return ContrastModel.CorrelationRatio(first, scan, count);
            }
        });
        GC.KeepAlive(template);
        return scores;
    }
}
