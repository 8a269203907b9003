namespace RefacePS.Statistics;

/// <summary>Ranks of numbers, ties sharing the mean of their ranks.</summary>
internal static class Ranks
{
    /// <summary>
    /// Twice the rank of each value, which is a whole number whatever the ties: the smallest has rank 1, and equal
    /// values share the mean of the ranks they take up.
    /// </summary>
    /// <param name="values">Finite numbers.</param>
    /// <param name="tieSizes">How many values share a rank, for each rank that more than one has.</param>
    public static long[] Doubled(ReadOnlySpan<double> values, out IReadOnlyList<int> tieSizes)
    {
        var sorted = values.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var (ranks, ties) = (new long[sorted.Length], new List<int>());
        for (var first = 0; first < sorted.Length;)
        {
            var end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
            {
                end++;
            }

            // The mean of the ranks first + 1 to end, doubled.
            foreach (var index in order.AsSpan(first, end - first))
            {
                ranks[index] = first + 1L + end;
            }

            if (end - first > 1)
            {
                ties.Add(end - first);
            }

            first = end;
        }

        tieSizes = ties;
        return ranks;
    }
}
