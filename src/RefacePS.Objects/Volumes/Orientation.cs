namespace RefacePS;

/// <summary>
/// Anatomical orientation codes: three letters that say where the axes of a grid point (R/L, A/P, S/I).
/// </summary>
public static class Orientation
{
    private const string PositiveLetters = "RAS";
    private const string NegativeLetters = "LPI";

    /// <summary>The orientation in which the library computes: Anterior, Superior, Left.</summary>
    public const string Asl = "ASL";

    /// <summary>
    /// The code of the axis-aligned orientation closest to a voxel-to-world matrix: the assignment of grid axes to
    /// world axes that maximises the summed |cosine|.
    /// </summary>
    public static string FromAffine(AffineMatrix grid2World)
    {
        var best = (Score: -1.0, Axes: Permutations[0]);
        foreach (var axes in Permutations)
        {
            var score = 0.0;
            for (var column = 0; column < 3; column++)
            {
                score += Math.Abs(Cosine(grid2World, axes[column], column));
            }

            if (score > best.Score + 1e-9)
            {
                best = (score, axes);
            }
        }

        return string.Create(3, (grid2World, best.Axes), static (letters, state) =>
        {
            for (var column = 0; column < 3; column++)
            {
                var row = state.Axes[column];
                letters[column] = (state.grid2World[row, column] >= 0 ? PositiveLetters : NegativeLetters)[row];
            }
        });
    }

    /// <summary>World axis (0 x, 1 y, 2 z) and direction (+1, -1) that each grid axis of a code follows.</summary>
    /// <exception cref="ArgumentException">The code is not three letters, one of each axis.</exception>
    public static (int WorldAxis, int Sign)[] Parse(string code)
    {
        var axes = new (int WorldAxis, int Sign)[3];
        var seen = 0;
        for (var i = 0; i < 3 && code.Length == 3; i++)
        {
            var letter = char.ToUpperInvariant(code[i]);
            var positive = PositiveLetters.IndexOf(letter, StringComparison.Ordinal);
            var axis = positive >= 0 ? positive : NegativeLetters.IndexOf(letter, StringComparison.Ordinal);
            if (axis >= 0)
            {
                axes[i] = (axis, positive >= 0 ? 1 : -1);
                seen |= 1 << axis;
            }
        }

        return seen == 7 ? axes
            : throw new ArgumentException($"'{code}' is not an orientation code such as ASL or RAS.", nameof(code));
    }

    /// <summary>The orders in which three axes can stand.</summary>
    internal static readonly int[][] Permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    private static double Cosine(AffineMatrix m, int row, int column)
    {
        var length = Math.Sqrt(m[0, column] * m[0, column] + m[1, column] * m[1, column] + m[2, column] * m[2, column]);
        return length > 0 ? m[row, column] / length : 0;
    }
}
