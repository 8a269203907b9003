using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RefacePS.Volumes.Kernels;

/// <summary>Arithmetic on rows of numbers, eight at a time; every number is computed alike whatever the
/// processor.</summary>
internal static unsafe class Rows
{
    private static int Width => Vector256<float>.Count;

    /// <summary>Sets a row to a weighted sum of other rows, in their order.</summary>
    /// <param name="rows">Where the other rows begin.</param>
    /// <param name="weights">One weight a row.</param>
    /// <param name="count">How many rows there are, 1 or more.</param>
    /// <param name="to">The row to set.</param>
    /// <param name="length">Its length.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(float** rows, float* weights, int count, float* to, int length)
    {
        var i = 0;
        for (; i <= length - 2 * Width; i += 2 * Width)
        {
            var weight = Vector256.Create(weights[0]);
            var first = weight * Vector256.Load(rows[0] + i);
            var second = weight * Vector256.Load(rows[0] + i + Width);
            for (var row = 1; row < count; row++)
            {
                weight = Vector256.Create(weights[row]);
                first += weight * Vector256.Load(rows[row] + i);
                second += weight * Vector256.Load(rows[row] + i + Width);
            }

            first.Store(to + i);
            second.Store(to + i + Width);
        }

        for (; i < length; i++)
        {
            var sum = weights[0] * rows[0][i];
            for (var row = 1; row < count; row++)
            {
                sum += weights[row] * rows[row][i];
            }

            to[i] = sum;
        }
    }

    /// <summary>Adds a row to another.</summary>
    public static void Add(float* row, float* to, int length) =>
        Add(row, to, length, float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Adds a row to another; its numbers count the least at least and the most at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* row, float* to, int length, float least, float most)
    {
        var i = 0;
        for (var (low, high) = (Vector256.Create(least), Vector256.Create(most)); i <= length - Width; i += Width)
        {
            var number = Vector256.Max(Vector256.Min(Vector256.Load(row + i), high), low);
            (Vector256.Load(to + i) + number).Store(to + i);
        }

        for (; i < length; i++)
        {
            to[i] += Math.Max(Math.Min(row[i], most), least);
        }
    }

    /// <summary>Mixes two rows: the first where the share is 0, the second where it is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(float* first, float* second, float share, float* to, int length)
    {
        var i = 0;
        for (var shares = Vector256.Create(share); i <= length - Width; i += Width)
        {
            var a = Vector256.Load(first + i);
            (a + (Vector256.Load(second + i) - a) * shares).Store(to + i);
        }

        for (; i < length; i++)
        {
            to[i] = first[i] + (second[i] - first[i]) * share;
        }
    }

    /// <summary>Sets a row to the greater of itself and another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Raise(float* row, float* to, int length)
    {
        var i = 0;
        for (; i <= length - Width; i += Width)
        {
            Vector256.Max(Vector256.Load(to + i), Vector256.Load(row + i)).Store(to + i);
        }

        for (; i < length; i++)
        {
            to[i] = Math.Max(to[i], row[i]);
        }
    }

    /// <summary>The least number of a row of one or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Least(float* row, int length)
    {
        var i = 0;
        var least = row[0];
        if (length >= Width)
        {
            var lanes = Vector256.Load(row);
            for (i = Width; i <= length - Width; i += Width)
            {
                lanes = Vector256.Min(lanes, Vector256.Load(row + i));
            }

            for (var lane = 0; lane < Width; lane++)
            {
                least = Math.Min(least, lanes[lane]);
            }
        }

        for (; i < length; i++)
        {
            least = Math.Min(least, row[i]);
        }

        return least;
    }
}
