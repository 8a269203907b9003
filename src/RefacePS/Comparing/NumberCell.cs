using System.Globalization;

namespace RefacePS.Comparing;

/// <summary>A cell of a table of measurements: a number, nothing, or a text.</summary>
internal static class NumberCell
{
    /// <summary>The words that tables write where they have no number.</summary>
    private static readonly HashSet<string> Nothing = new(
        ["", "NA", "N/A", "NaN", "null", "none", "-"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that tables write where a number could not be computed.</summary>
    private static readonly HashSet<string> Faults = new(
        ["inf", "-inf", "infinity", "-infinity", "error", "err", "failed", "fail", "missing", "?", ".", "..", "--"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a cell that needs no knowledge of how its column writes numbers.</summary>
    /// <param name="cell">A number of any type, a text, or null.</param>
    /// <param name="number">The number; NaN where there is none.</param>
    /// <returns>False for a text that is not nothing, and for what is neither number nor text.</returns>
    public static bool TryRead(object? cell, out double number)
    {
        number = double.NaN;
        switch (cell)
        {
            case null:
                return true;
            case double value:
                number = value;
                return true;
            case string text:
                return Nothing.Contains(text.Trim());
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or decimal or Half:
                number = Convert.ToDouble(cell is Half half ? (float)half : cell, CultureInfo.InvariantCulture);
                return true;
            default:
                return false;
        }
    }

    /// <summary>True if a text stands for a number that could not be computed, such as <c>#N/A</c> of
    /// spreadsheets.</summary>
    public static bool IsFault(string text) => text.TrimStart().StartsWith('#') || Faults.Contains(text.Trim());
}
