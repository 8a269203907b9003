namespace RefacePS.Privacy;

/// <summary>Ranks with ties treated fairly.</summary>
internal static class MateRank
{
    /// <summary>
    /// The owner's rank among all of a gallery, from 1. Equal distances share the mean of the ranks they take up, so
    /// that a face that is equally far from all of N finds its owner at (N + 1) / 2 and not first.
    /// </summary>
    /// <param name="distances">Distance to every face of the gallery; none is NaN.</param>
    /// <param name="owner">Which of them is the owner's.</param>
    public static double Of(ReadOnlySpan<double> distances, int owner)
    {
        var (nearer, equal) = (0, 0);
        foreach (var distance in distances)
        {
            nearer += distance < distances[owner] ? 1 : 0;
            equal += distance == distances[owner] ? 1 : 0;
        }

        return nearer + (equal + 1) / 2.0;
    }
}
