namespace RefacePS.Comparing;

/// <summary>A column of a table of measurements, a number a row; NaN where there is none.</summary>
/// <param name="name">As it was first spelled.</param>
internal sealed class TableColumn(string name)
{
    private readonly List<double> values = [];
    private readonly List<(int Row, string Text)> texts = [];
    private int numbers;

    public string Name => name;

    /// <summary>Cells that are no numbers, in the order of their rows.</summary>
    public IReadOnlyList<(int Row, string Text)> Texts => texts;

    /// <summary>True if it is taken for a column of numbers: it has some, and not more texts than those.</summary>
    public bool IsNumeric => numbers > 0 && numbers >= texts.Count;

    /// <summary>The number in a row; NaN where there is none, or none that is finite.</summary>
    public double this[int row] => row < values.Count ? values[row] : double.NaN;

    /// <summary>Sets a cell of the last row; rows that were left out have none.</summary>
    public void Add(int row, object? cell)
    {
        while (values.Count < row)
        {
            values.Add(double.NaN);
        }

        if (!NumberCell.TryRead(cell, out var number))
        {
            texts.Add((row, cell!.ToString() ?? string.Empty));
        }
        else if (double.IsFinite(number))
        {
            numbers++;
        }

        values.Add(double.IsFinite(number) ? number : double.NaN);
    }
}
