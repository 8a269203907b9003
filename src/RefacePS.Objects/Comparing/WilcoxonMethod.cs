namespace RefacePS;

/// <summary>Source of the p value of a Wilcoxon signed-rank test.</summary>
public enum WilcoxonMethod
{
    /// <summary>Exact for at most 50 pairs, approximate otherwise.</summary>
    Automatic,

    /// <summary>The distribution of the rank sum over all signs, given the ranks; for at most 500 pairs.</summary>
    Exact,

    /// <summary>The normal distribution, with the variance corrected for ties.</summary>
    Approximate,
}
