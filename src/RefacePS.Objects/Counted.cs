namespace RefacePS;

/// <summary>Numbers of things in sentences.</summary>
internal static class Counted
{
    /// <summary>Such as <c>1 scan</c> and <c>2 scans</c>.</summary>
    /// <param name="count">The number.</param>
    /// <param name="one">The word, or words, for one of them.</param>
    /// <param name="many">Those for any other number; by default with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        FormattableString.Invariant($"{count} {(count == 1 ? one : many ?? one + "s")}");
}
