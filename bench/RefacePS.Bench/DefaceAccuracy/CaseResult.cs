namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>The course of one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">The status, or the error's id.</param>
/// <param name="Score">Registration score; null where no head was found.</param>
/// <param name="CavityRemoved">Voxels of the labelled cavity that were removed; null without labels.</param>
/// <param name="CavityDistance">Distance (mm) from the cavity's border to the nearest voxel removed; null without
/// labels.</param>
/// <param name="Left">Share of each of <see cref="Landmark.All"/> that is left; null where out of view.</param>
/// <param name="Seconds">Time of defacing.</param>
/// <param name="Reasons">Why the status is not Good.</param>
internal sealed record CaseResult(
    HeadCase Case, string Outcome, double? Score, long? CavityRemoved, double? CavityDistance, double?[] Left,
    double Seconds, string Reasons)
{
    /// <summary>Most of any landmark that is left.</summary>
    public double MostLeft => Left.Max() ?? 0;
}
