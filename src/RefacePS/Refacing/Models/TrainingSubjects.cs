namespace RefacePS.Refacing.Models;

/// <summary>The subjects that trained a model, as its card names them, found again by the names that files
/// have.</summary>
public sealed class TrainingSubjects
{
    private const string BidsPrefix = "sub-";

    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the names of a card.</summary>
    public TrainingSubjects(IEnumerable<string> subjects)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        names.UnionWith(subjects.Select(Letters).Where(name => name.Length > 0));
    }

    /// <summary>
    /// True if a subject is one of them. Case, a leading <c>sub-</c> and all signs but letters and digits play
    /// no part, for BIDS labels have none; nor does what follows an underscore or a point, for the subject of a file
    /// that is not BIDS is its whole name (<c>IXI012-HH-1211_T1</c>).
    /// </summary>
    public bool Contains(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return names.Contains(Letters(subject)) || Beginnings(subject)
            .Any(beginning => names.Contains(Letters(beginning)));
    }

    private static IEnumerable<string> Beginnings(string subject)
    {
        for (var end = subject.IndexOfAny(['_', '.']); end > 0; end = subject.IndexOfAny(['_', '.'], end + 1))
        {
            yield return subject[..end];
        }
    }

    private static string Letters(string name)
    {
        var label = name.StartsWith(BidsPrefix, StringComparison.OrdinalIgnoreCase) ? name[BidsPrefix.Length..] : name;
        return string.Concat(label.Where(char.IsLetterOrDigit));
    }
}
