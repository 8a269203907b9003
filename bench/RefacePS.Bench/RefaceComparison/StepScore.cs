using MathNet.Numerics;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>
/// The step (mm, root mean square) of the skin of the cheeks where the removed region begins: the skin beyond the
/// border against the line that the kept skin goes on with. That is seen as a ridge or a groove.
/// </summary>
/// <param name="Refaced">Of the refaced scan.</param>
/// <param name="Original">Of the scan itself, at the same places: what a head that bends has of it.</param>
internal sealed record StepScore(double Refaced, double Original)
{
    /// <summary>Share of the way from air to brain from which a voxel is skin.</summary>
    private const double Skin = 0.3;

    /// <summary>Lengths (mm) of the lines through the kept skin and through the other.</summary>
    private const double KeptLength = 8, OtherLength = 4;

    /// <summary>The farthest (mm) that kept skin may lie from its line: an ear says nothing of the cheek.</summary>
    private const double Farthest = 2;

    public static StepScore Measure(ComparedScan scan)
    {
        using var scope = NewDisposeScope();
        return new(Score(scan.Made.Voxels), Score(scan.Truth.Voxels));

        double Score(Tensor voxels)
        {
            var steps = Steps(scan.Truth.Grid, voxels, scan.Removed, scan.Level(Skin)).ToArray();
            return steps.Length == 0 ? double.NaN : Math.Sqrt(steps.Average(step => step * step));
        }
    }

    /// <summary>Steps (mm) at all places where the skin, seen from either side, passes the border.</summary>
    private static IEnumerable<double> Steps(VoxelGrid grid, Tensor voxels, Tensor removed, double level)
    {
        var (across, along) = (Axis('L', 'R'), Axis('A', 'P'));
        var upward = 3 - across - along;
        var isFromFront = grid.Orientation[along] == 'P';
        foreach (var side in new[] { false, true })
        {
            var (values, mask) = (Seen(voxels, side), Seen(removed, side));
            var (height, length, depth) = (values.shape[0], values.shape[1], values.shape[2]);
            var (value, isRemoved) = (values.data<float>().ToArray(), mask.data<bool>().ToArray());
            for (var row = 0; row < height; row++)
            {
                var skin = Enumerable.Range(0, (int)length)
                    .Select(column => Begin(value, isRemoved, (row * length + column) * depth, depth)).ToArray();
                foreach (var step in StepsOf(skin))
                {
                    yield return step;
                }
            }
        }

        int Axis(char positive, char negative) => grid.Orientation.IndexOfAny([positive, negative]);

        // Rows from back to front, each voxel's line from outside on.
        Tensor Seen(Tensor stack, bool isOtherSide)
        {
            var seen = stack.permute(2 - upward, 2 - along, 2 - across);
            seen = isFromFront ? seen.flip(1) : seen;
            return (isOtherSide ? seen.flip(2) : seen).contiguous();
        }

        (double Place, bool IsRemoved) Begin(float[] value, bool[] isRemoved, long first, long count)
        {
            for (var voxel = first + 1; voxel < first + count; voxel++)
            {
                if (value[voxel] > level && value[voxel - 1] <= level)
                {
                    var place = voxel - 1 - first + (level - value[voxel - 1]) / (value[voxel] - value[voxel - 1]);
                    return (place * grid.VoxelSize[across], isRemoved[voxel]);
                }
            }

            return (double.NaN, false);
        }

        IEnumerable<double> StepsOf((double Place, bool IsRemoved)[] skin)
        {
            var size = grid.VoxelSize[along];
            var (kept, other) = (Count(KeptLength) + 1, Count(OtherLength));
            for (var border = kept; border + other <= skin.Length; border++)
            {
                var (near, far) = (skin[(border - kept)..border], skin[border..(border + other)]);
                if (near.Any(place => place.IsRemoved || double.IsNaN(place.Place))
                    || far.Any(place => !place.IsRemoved || double.IsNaN(place.Place)))
                {
                    continue;
                }

                var line = Line(near, -kept);
                if (near.Index().All(place => Math.Abs(At(line, place.Index - kept) - place.Item.Place) <= Farthest))
                {
                    yield return At(Line(far, 0), -0.5) - At(line, -0.5);
                }
            }

            int Count(double mm) => Math.Max((int)Math.Round(mm / size), 2);
        }

        static (double Start, double Slope) Line((double Place, bool IsRemoved)[] skin, int first) => Fit.Line(
            [.. skin.Select((_, index) => (double)(first + index))], [.. skin.Select(place => place.Place)]);

        static double At((double Start, double Slope) line, double place) => line.Start + line.Slope * place;
    }
}
