using System.Buffers;

namespace RefacePS.Archives.Contents;

/// <summary>Findings of a closer look at text.</summary>
internal enum TextFinding
{
    /// <summary>It is nothing but text.</summary>
    Nothing,

    /// <summary>So many numbers that they may be voxels or points.</summary>
    Numbers,

    /// <summary>Letters and digits that no person has written: base64, hexadecimal digits and their like.</summary>
    Encoded,
}

/// <summary>
/// Looks through text, chunk by chunk, for what is not meant to be read: long runs of letters and digits (base64),
/// marks that no language uses that much (uuencode, ascii85, letters as pixels), and numbers beyond what a table with
/// named columns holds. The limits lie far above what sidecars, tables, gradients and programs have, and below what
/// shows a person.
/// </summary>
internal sealed class TextLook
{
    /// <summary>Letters and digits without a break; the longest hash or identifier has 128.</summary>
    private const int RunAtMost = 256;

    /// <summary>Runs that are longer than words, and how much of a text they may be.</summary>
    private const int LongRun = 40;

    private const int LongRunsAtMost = 1 << 12;

    /// <summary>Share of marks such as <c>`!#$%&amp;*+@^?\~</c> in a text of some length.</summary>
    private const double MarksAtMost = 0.12;

    private const int MarksFrom = 1 << 12;

    /// <summary>Numbers outside of tables with named columns: a coarse picture of a face takes more (64 x
    /// 64).</summary>
    private const int NumbersAtMost = 1 << 12;

    /// <summary>Letters before numbers, apart from them or not, that name axes and commands: <c>x: 1</c>, the
    /// <c>G1 X10 Y20</c> of machine tools, the <c>PD10,20</c> of plotters.</summary>
    private const int AxisLetters = 2;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> HexMarks = SearchValues.Create("0123456789abcdefABCDEFxX\\");
    private static readonly SearchValues<char> InNumbers = SearchValues.Create("0123456789+-eE.");
    private static readonly SearchValues<char> InDates = SearchValues.Create("0123456789+-eE./");
    private static readonly bool[] IsBreak = Lookup(",;:\"'()[]{}<>|=.");
    private static readonly bool[] IsMark = Lookup("`!#$%&*+@^?\\~");

    private readonly TableLook table = new();
    private readonly char[] word = new char[LongRun];
    private int length;
    private bool isOneLetter = true;
    private bool hasLongRun;
    private long longRuns;
    private long hashes;
    private bool isAlone = true;
    private long numbers;
    private long words;
    private long marks;
    private long visible;
    private char last;

    /// <summary>Takes a chunk.</summary>
    /// <returns>Whether it can be text: it has no control characters.</returns>
    public bool Take(ReadOnlySpan<char> chunk)
    {
        foreach (var letter in chunk)
        {
            if (letter is < ' ' and not ('\t' or '\n' or '\r' or '\f' or '\v') or '\u007f')
            {
                return false;
            }

            Take(letter);
            table.Take(letter);
            last = letter;
        }

        return true;
    }

    /// <summary>The finding, once all chunks were taken.</summary>
    public TextFinding Finish()
    {
        EndWord();
        EndLine();
        table.Finish();
        var isTable = table.IsTable && numbers <= 2 * table.Cells;
        var isEncoded = hasLongRun || longRuns > LongRunsAtMost
            || (visible > MarksFrom && marks > MarksAtMost * visible);
        return isEncoded ? TextFinding.Encoded
            : table.MayBeImage || (!isTable && numbers > NumbersAtMost && numbers > words) ? TextFinding.Numbers
            : TextFinding.Nothing;
    }

    private void Take(char letter)
    {
        visible += letter > ' ' ? 1 : 0;
        marks += IsUnread(letter) ? 1 : 0;
        if (letter <= ' ' || letter > '~' || (IsBreak[letter] && !IsPointOfNumber(letter)))
        {
            EndWord();
            if (letter == '\n')
            {
                EndLine();
            }

            return;
        }

        isOneLetter &= length == 0 || letter == word[0];
        if (length < word.Length)
        {
            word[length] = letter;
        }

        length++;
    }

    /// <summary>
    /// Marks, and symbols that are drawn with (blocks, Braille). Rows of one mark underline headings, and a plus is
    /// part of many a number.
    /// </summary>
    private bool IsUnread(char letter) => letter <= '~'
        ? IsMark[letter] && letter != last && !(letter == '+' && last is 'e' or 'E')
        : letter is (>= '\u2580' and <= '\u259f') or (>= '\u2800' and <= '\u28ff');

    private bool IsPointOfNumber(char letter) => letter == '.' && length < LongRun
        && !word.AsSpan(0, length).ContainsAnyExcept(InNumbers);

    private void EndWord()
    {
        if (length == 0)
        {
            return;
        }

        var text = word.AsSpan(0, Math.Min(length, word.Length));
        if (length < LongRun)
        {
            Count(text);
        }
        else if (IsHash(text))
        {
            hashes += length;
        }
        else if (!isOneLetter && !IsPath(text))
        {
            hasLongRun |= length > RunAtMost;
            longRuns += length;
        }

        (length, isOneLetter) = (0, true);
    }

    private void Count(ReadOnlySpan<char> text)
    {
        isAlone = false;
        if (IsNumber(text))
        {
            numbers++;
        }
        else
        {
            words += text.Length > AxisLetters ? 1 : 0;
        }
    }

    /// <summary>Hashes stand beside what they are of.</summary>
    private void EndLine()
    {
        longRuns += isAlone ? hashes : 0;
        (hashes, isAlone) = (0, true);
    }

    /// <summary>Hexadecimal digits in the number of a usual hash.</summary>
    private bool IsHash(ReadOnlySpan<char> text) => length is 40 or 56 or 64 or 96 or 128
        && !text.ContainsAnyExcept(HexDigits);

    /// <summary>
    /// Paths and addresses are long too; base64 has no dashes beside its slashes. Identifiers of DICOM have points.
    /// </summary>
    private bool IsPath(ReadOnlySpan<char> text) => length <= RunAtMost
        && (text.Contains('.') || (text.IndexOfAny("_-") >= 0 && text.Contains('/')));

    /// <summary>Decimal numbers, dates and times, those behind the letters of an axis, and hexadecimal digits of up to
    /// eight bytes.</summary>
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        var letters = text.IndexOfAnyExceptInRange('A', 'z');
        if (letters is > 0 and <= AxisLetters && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[letters - 1]))
        {
            text = text[letters..];
        }

        const int digitsAtMost = 16;
        return text.ContainsAnyInRange('0', '9')
            && (!text.ContainsAnyExcept(InDates)
            || (text.Length <= digitsAtMost && !text.ContainsAnyExcept(HexMarks)));
    }

    private static bool[] Lookup(string letters)
    {
        var lookup = new bool['~' + 1];
        foreach (var letter in letters)
        {
            lookup[letter] = true;
        }

        return lookup;
    }
}
