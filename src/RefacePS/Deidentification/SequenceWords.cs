using System.Collections.Frozen;

namespace RefacePS.Deidentification;

/// <summary>
/// Tells names of sequences, such as <c>t1_mprage_sag_p2_iso</c>, from text that somebody typed. People write names,
/// wards and numbers of patients into descriptions of series; a description of known words alone holds none.
/// </summary>
internal static class SequenceWords
{
    /// <summary>Longer texts are notes, not names of sequences.</summary>
    private const int MostLetters = 128;

    /// <summary>Dates, telephone numbers and numbers of patients are longer.</summary>
    private const int MostDigits = 4;

    /// <summary>Single letters between digits and signs are axes and counts.</summary>
    private const int LeastLetters = 2;

    private static readonly FrozenSet<string> Words = EmbeddedTable.Lines("sequence-words.txt")
        .SelectMany(cells => cells[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True if a word is one of sequences.</summary>
    public static bool Contains(string word) => Words.Contains(word.ToLowerInvariant());

    /// <summary>True if a text consists of such words, numbers of few digits, and signs.</summary>
    public static bool AreAll(string text) =>
        text.Length <= MostLetters && !text.Contains('^', StringComparison.Ordinal) && Pieces(text).All(IsKnown);

    private static bool IsKnown(string piece) => char.IsDigit(piece[0])
        ? piece.Length <= MostDigits
        : piece.All(char.IsAsciiLetter) && (piece.Length < LeastLetters || Contains(piece) || AreHumps(piece));

    /// <summary>True if a word is made of known ones by capitals: <c>HeadNeck</c>, <c>SpinEchoFieldMap</c>.</summary>
    private static bool AreHumps(string piece)
    {
        var start = 0;
        for (var end = 1; end <= piece.Length; end++)
        {
            if (end < piece.Length && !(char.IsUpper(piece[end]) && char.IsLower(piece[end - 1])))
            {
                continue;
            }

            if (start == 0 && end == piece.Length)
            {
                return false;
            }

            if (end - start >= LeastLetters && !Contains(piece[start..end]))
            {
                return false;
            }

            start = end;
        }

        return true;
    }

    /// <summary>Runs of letters and runs of digits.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i == text.Length || Kind(text[i]) != Kind(text[start]))
            {
                if (Kind(text[start]) != 0)
                {
                    yield return text[start..i];
                }

                start = i;
            }
        }
    }

    private static int Kind(char letter) => char.IsLetter(letter) ? 1 : char.IsDigit(letter) ? 2 : 0;
}
