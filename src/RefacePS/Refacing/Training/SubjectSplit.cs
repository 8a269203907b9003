
namespace RefacePS.Refacing.Training;

/// <summary>The subjects that are trained on and those that are held out.</summary>
/// <param name="Training">Subjects trained on, in ordinal order.</param>
/// <param name="Validation">Subjects held out, in ordinal order.</param>
public sealed record SubjectSplit(IReadOnlyList<string> Training, IReadOnlyList<string> Validation)
{
    /// <summary>Holds out a share of the subjects, drawn by the seed; all heads of a subject stand on one
    /// side.</summary>
    /// <param name="subjects">Subjects, also repeated and in any order.</param>
    /// <param name="validationFraction">Share held out, in [0, 1); rounded to whole subjects.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside [0, 1).</exception>
    public static SubjectSplit Draw(IEnumerable<string> subjects, double validationFraction, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationFraction, 1);
        var distinct = subjects.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        RandomStream.Split.At(seed, 0).Shuffle(distinct);
        var held = (int)Math.Round(distinct.Length * validationFraction);
        return new SubjectSplit(
            [.. distinct.Skip(held).Order(StringComparer.Ordinal)],
            [.. distinct.Take(held).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Holds out named subjects.</summary>
    /// <param name="subjects">All subjects, also repeated and in any order.</param>
    /// <param name="held">Who is held out.</param>
    /// <exception cref="TrainingDataInvalidException">One of them is not among the subjects.</exception>
    public static SubjectSplit Holding(IEnumerable<string> subjects, IReadOnlyCollection<string> held)
    {
        var distinct = subjects.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (held.FirstOrDefault(subject => !distinct.Contains(subject)) is { } stranger)
        {
            throw new TrainingDataInvalidException(
                $"'{stranger}' is to be held out, and there is no usable scan of that subject. Subjects are: "
                    + $"{string.Join(", ", distinct)}.");
        }

        return new SubjectSplit([.. distinct.Except(held)], [.. distinct.Where(held.Contains)]);
    }

    /// <summary>The heads of some subjects, in an order that does not depend on how their scans were named: it decides
    /// the order of samples and sums.</summary>
    internal static HeadPair[] HeadsOf(IReadOnlyList<HeadPair> heads, IReadOnlyList<string> subjects) =>
        [.. heads.Where(head => subjects.Contains(head.Subject)).OrderBy(head => head.Subject, StringComparer.Ordinal)];

    /// <summary>Refuses a split with too few subjects to train on.</summary>
    /// <exception cref="TrainingDataInvalidException">It has fewer.</exception>
    internal void RequireEnough(int fewest)
    {
        if (Training.Count < fewest)
        {
            throw new TrainingDataInvalidException(
                $"Subjects to train on: {Training.Count}, beside {Validation.Count} held out; at least {fewest} are "
                    + $"needed. "
                + "Give more scans of whole heads, or hold out fewer.");
        }
    }
}
