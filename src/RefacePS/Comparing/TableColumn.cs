using System.Globalization;

namespace RefacePS.Comparing;

/// <summary>
/// A column of a table of measurements, a number a row; NaN where there is none. Which signs its numbers are written
/// with shows when it
/// is whole.
/// </summary>
/// <param name="name">As it was first spelled.</param>
/// <param name="others">All columns of the table: what one of them can be read as in several ways, others may
/// tell.</param>
internal sealed class TableColumn(string name, IReadOnlyList<TableColumn> others)
{
    private readonly List<double> values = [];
    private readonly List<(int Row, string Text)> unread = [];
    private readonly List<(int Row, string Text)> texts = [];
    private readonly string decimalSign = CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator;
    private (char? Sign, bool IsKnown) sureDecimal;
    private int numbers;

    public string Name => name;

    /// <summary>Cells that are no numbers, in the order of their rows.</summary>
    public IReadOnlyList<(int Row, string Text)> Texts
    {
        get
        {
            Read();
            return texts;
        }
    }

    /// <summary>Cells that are numbers.</summary>
    public int Numbers
    {
        get
        {
            Read();
            return numbers;
        }
    }

    /// <summary>The convention of its numbers; null where it holds none as text.</summary>
    public NumberConvention? Convention { get; private set; }

    /// <summary>
    /// True if it is taken for a column of numbers: it has some, and not more texts than those. What a spreadsheet
    /// writes in place of a number is no text.
    /// </summary>
    public bool IsNumeric => Numbers > 0 && numbers >= texts.Count(text => !NumberCell.IsFault(text.Text));

    /// <summary>The number in a row; NaN where there is none, or none that is finite.</summary>
    public double this[int row]
    {
        get
        {
            Read();
            return row < values.Count ? values[row] : double.NaN;
        }
    }

    /// <summary>Sets a cell of the last row; rows that were left out have none.</summary>
    public void Add(int row, object? cell)
    {
        while (values.Count < row)
        {
            values.Add(double.NaN);
        }

        values.Add(double.NaN);
        if (NumberCell.TryRead(cell, out var number))
        {
            Set(row, number);
        }
        else
        {
            unread.Add((row, cell!.ToString() ?? string.Empty));
        }
    }

    private void Set(int row, double number)
    {
        if (double.IsFinite(number))
        {
            values[row] = number;
            numbers++;
        }
    }

    private char? SureDecimal()
    {
        if (!sureDecimal.IsKnown)
        {
            sureDecimal = (NumberConvention.SureDecimal(unread.Select(cell => cell.Text)), true);
        }

        return sureDecimal.Sign;
    }

    private void Read()
    {
        if (unread.Count == 0)
        {
            return;
        }

        var signs = others.Select(column => column.SureDecimal()).OfType<char>().Distinct().ToList();
        var convention = NumberConvention.Of(
            unread.Select(cell => cell.Text), signs is [var sign] ? sign.ToString() : decimalSign);
        foreach (var (row, text) in unread)
        {
            if (convention.TryRead(text, out var number))
            {
                Convention = convention;
                Set(row, number);
            }
            else
            {
                texts.Add((row, text));
            }
        }

        unread.Clear();
    }
}
