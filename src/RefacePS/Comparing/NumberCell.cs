using System.Globalization;

namespace RefacePS.Comparing;

/// <summary>A cell of a table of measurements: a number, nothing, or a text.</summary>
internal static class NumberCell
{
    /// <summary>The words that tables write where they have no number.</summary>
    private static readonly HashSet<string> Nothing =
        new(["", "NA", "N/A", "NaN", "null", "none", "-"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Reads a cell. Texts are read by the invariant culture, whatever the machine's: a point is the decimal sign, and
    /// there are no thousands separators.
    /// </summary>
    /// <param name="cell">A number of any type, a text, or null.</param>
    /// <param name="number">The number; NaN where there is none.</param>
    /// <returns>False for a text that is no number, and for what is neither.</returns>
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
                return Nothing.Contains(text.Trim()) || TryParse(text, out number);
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or decimal or Half:
                number = Convert.ToDouble(cell is Half half ? (float)half : cell, CultureInfo.InvariantCulture);
                return true;
            default:
                return false;
        }
    }

    private static bool TryParse(string text, out double number)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        number = double.NaN;
        return false;
    }
}
