using System.Globalization;
using System.Text;

namespace RefacePS.Archives.Contents;

/// <summary>
/// Tells a table with named columns, which may hold any amount of numbers, from an image or the points of a surface in
/// the guise of one.
/// </summary>
internal sealed class TableLook
{
    /// <summary>Names of columns are no longer than this all together.</summary>
    private const int HeaderLength = 1 << 16;

    /// <summary>Points of a surface of a head; electrodes are some hundreds.</summary>
    private const int PointsAtMost = 2000;

    /// <summary>Rows and columns of a picture.</summary>
    private const int GridFrom = 48;

    /// <summary>Rows of a table of few columns: a slice of a head has as many voxels.</summary>
    private const int RowsAtMost = 1 << 16;

    private const int FewColumns = 4;

    /// <summary>Rows that may have another number of columns: quoted texts hold separators.</summary>
    private const double OddRowsAtMost = 0.1;

    private static readonly string[][] Places = [["x", "y", "z"], ["i", "j", "k"], ["r", "a", "s"], ["l", "p", "s"]];

    private readonly StringBuilder header = new();
    private bool hasHeader;
    private string[] columns = [];
    private char separator;
    private long rows;
    private long oddRows;
    private int separators;
    private bool isEmptyRow = true;

    /// <summary>True if there are named columns, and rows that fit them.</summary>
    public bool IsTable => columns.Length > 1 && rows > 0 && oddRows <= OddRowsAtMost * rows;

    /// <summary>Cells of the table, those with names included.</summary>
    public long Cells => columns.Length * (rows + 1);

    /// <summary>True if the columns and rows are those of an image or a surface.</summary>
    public bool MayBeImage => IsTable
        && (IsPoints() || IsGrid() || (columns.Length <= FewColumns && rows > RowsAtMost));

    /// <summary>Takes a letter.</summary>
    public void Take(char letter)
    {
        if (letter is '\n' or '\r')
        {
            EndRow();
        }
        else if (!hasHeader)
        {
            header.Append(letter);
            hasHeader = header.Length == HeaderLength;
        }
        else
        {
            separators += letter == separator ? 1 : 0;
            isEmptyRow &= letter == ' ';
        }
    }

    /// <summary>The text is over.</summary>
    public void Finish() => EndRow();

    private void EndRow()
    {
        if (!hasHeader)
        {
            ReadHeader();
        }
        else if (!isEmptyRow)
        {
            rows++;
            oddRows += separators == columns.Length - 1 ? 0 : 1;
        }

        (separators, isEmptyRow) = (0, true);
    }

    /// <summary>The first row that is not empty names the columns, or none does.</summary>
    private void ReadHeader()
    {
        var line = header.ToString().TrimStart('\uFEFF');
        if (line.Length == 0)
        {
            return;
        }

        hasHeader = true;
        separator = line.Contains('\t') ? '\t'
            : line.Count(letter => letter == ';') > line.Count(letter => letter == ',') ? ';' : ',';
        var names = Array.ConvertAll(line.Split(separator), name => name.Trim(' ', '"', '\''));
        if (Array.TrueForAll(names, name => name.Any(char.IsLetter) && !IsNumber(name)))
        {
            columns = names;
        }
    }

    /// <summary>Decimal, or hexadecimal digits: these name no column.</summary>
    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || (text.Any(char.IsAsciiDigit) && text.All(digit => char.IsAsciiHexDigit(digit) || digit is 'x' or 'X'));

    private bool IsPoints()
    {
        var ends = columns.Select(name => (Stem: name[..^1], End: char.ToLowerInvariant(name[^1]).ToString()))
            .GroupBy(name => name.Stem, StringComparer.OrdinalIgnoreCase);
        return rows > PointsAtMost && ends.Any(stem =>
            Array.Exists(Places, place => Array.TrueForAll(place, axis => stem.Any(name => name.End == axis))));
    }

    /// <summary>Columns that are numbered and not named.</summary>
    private bool IsGrid()
    {
        const double share = 0.9;
        var stems = columns.GroupBy(name => name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));
        return rows >= GridFrom && columns.Length >= GridFrom
            && stems.Any(stem => stem.Count() >= share * columns.Length);
    }
}
