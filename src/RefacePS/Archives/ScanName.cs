using System.Collections.Frozen;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>The facts that the path of an image tells: whose head it shows, in which session and space, and by what
/// kind of scan.</summary>
internal sealed record ScanName
{
    /// <summary>BIDS suffixes of T1-weighted heads, which the networks know.</summary>
    private static readonly FrozenSet<string> HeadSuffixes = FrozenSet.ToFrozenSet(
        ["T1w", "UNIT1", "inplaneT1"], StringComparer.Ordinal);

    /// <summary>BIDS suffixes of labels, and of images whose values are phases or fields.</summary>
    private static readonly FrozenSet<string> MapSuffixes = FrozenSet.ToFrozenSet(
        ["mask", "dseg", "probseg", "phase", "phase1", "phase2", "phasediff", "fieldmap"], StringComparer.Ordinal);

    private ScanName(BidsName name, string dataset) => (Name, Dataset) = (name, dataset);

    /// <summary>The name of the file.</summary>
    public BidsName Name { get; }

    /// <summary>The folders above those of the subject.</summary>
    public string Dataset { get; }

    /// <summary>True if it is a T1-weighted head by its BIDS name.</summary>
    public bool IsHead => Name.IsBids && HeadSuffixes.Contains(Name.Suffix);

    /// <summary>True if its values are labels, phases, fields or a computed quantity (suffixes such as
    /// <c>T1map</c>).</summary>
    public bool IsMap => Name.IsBids
        && (MapSuffixes.Contains(Name.Suffix) || Name.Suffix.EndsWith("map", StringComparison.Ordinal));

    /// <summary>
    /// What images that share world coordinates have in common: data set, subject, session and, in derivatives, the
    /// space they were brought into. An image without a BIDS name stands alone.
    /// </summary>
    public string Group => Name.IsBids
        ? string.Join('\n', Dataset, Name.Subject, Name.Session, Label("space"))
        : string.Join('\n', "", Dataset, Name.ToString());

    /// <summary>Takes a path with forward slashes apart.</summary>
    public static ScanName Parse(string path)
    {
        var folders = path.Split('/')[..^1];
        var name = BidsName.Parse(path);
        var above = name.IsBids ? folders.TakeWhile(folder => folder != $"sub-{name.Subject}") : folders;
        return new(name, string.Join('/', above));
    }

    private string? Label(string key) => Name.Entities.FirstOrDefault(entity => entity.Key == key).Value;
}
