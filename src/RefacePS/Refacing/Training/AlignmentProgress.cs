
namespace RefacePS.Refacing.Training;

/// <summary>Progress of the alignment of heads.</summary>
/// <param name="Round">The round under way, from 1.</param>
/// <param name="Rounds">Rounds in all.</param>
/// <param name="Head">The head that is being aligned, from 1.</param>
/// <param name="Heads">Heads in all.</param>
public sealed record AlignmentProgress(int Round, int Rounds, int Head, int Heads)
{
    /// <summary>Share of the work that is done, 0 to 1.</summary>
    public double Fraction => ((Round - 1.0) * Heads + Head - 1) / (Rounds * Heads);
}
