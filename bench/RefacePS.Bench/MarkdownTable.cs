using System.Globalization;
using System.Text;

namespace RefacePS.Bench;

/// <summary>A table in Markdown.</summary>
internal static class MarkdownTable
{
    /// <param name="headings">Headings of the columns.</param>
    /// <param name="rows">A cell a column.</param>
    public static string Format(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        Append(headings);
        Append([.. headings.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Append(row);
        }

        return text.ToString();

        void Append(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>A difference with one decimal and its sign; "-" where there is none.</summary>
    public static string Signed(double value) => !double.IsFinite(value) ? "-"
        // Adding 0 takes the sign from what is rounded to 0.
        : (Math.Round(value, 1) + 0.0).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
