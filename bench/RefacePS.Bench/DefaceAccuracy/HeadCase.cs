namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>A scan to deface, with what is known of it beforehand.</summary>
/// <param name="Group">The kind of case; a row of the summary.</param>
/// <param name="Name">The head.</param>
/// <param name="Scan">The scan.</param>
/// <param name="Cavity">The labelled skull cavity, on the scan's grid; null where nobody labelled it.</param>
/// <param name="World2Plain">World of this scan to world of the head as it was scanned, mm.</param>
internal sealed record HeadCase(string Group, string Name, Volume Scan, Mask? Cavity, AffineMatrix World2Plain);
