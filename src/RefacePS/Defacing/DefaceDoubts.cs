namespace RefacePS.Defacing;

/// <summary>Doubts about a defacing.</summary>
internal static class DefaceDoubts
{
    /// <summary>The quality with further reasons to doubt it; the same where there are none.</summary>
    public static DefaceQuality Doubted(this DefaceQuality quality, params IEnumerable<string> reasons)
    {
        string[] all = [.. reasons];
        return all.Length == 0 ? quality
            : quality with { Status = DefaceStatus.Doubtful, Reasons = [.. quality.Reasons, .. all] };
    }
}
