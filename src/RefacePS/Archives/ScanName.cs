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

    /// <summary>BIDS suffixes of labels.</summary>
    private static readonly FrozenSet<string> LabelSuffixes =
        FrozenSet.ToFrozenSet(
            ["mask", "defacemask", "dseg", "probseg", "roi", "seg"], StringComparer.Ordinal);

    /// <summary>BIDS suffixes of images whose values are phases or fields.</summary>
    private static readonly FrozenSet<string> PhaseSuffixes = FrozenSet.ToFrozenSet(
        ["phase", "phase1", "phase2", "phasediff", "fieldmap"], StringComparer.Ordinal);

    /// <summary>BIDS <c>part-</c> labels of images whose values are not magnitudes.</summary>
    private static readonly FrozenSet<string> PhaseParts =
        FrozenSet.ToFrozenSet(["phase", "real", "imag"], StringComparer.Ordinal);

    private ScanName(BidsName name, string dataset) => (Name, Dataset) = (name, dataset);

    /// <summary>The name of the file.</summary>
    public BidsName Name { get; }

    /// <summary>The folders above those of the subject.</summary>
    public string Dataset { get; }

    /// <summary>True if it is a T1-weighted head by its BIDS name.</summary>
    public bool IsHead => Name.IsBids && HeadSuffixes.Contains(Name.Suffix) && !IsPhases;

    /// <summary>True if its values are labels.</summary>
    public bool IsLabels => Name.IsBids && LabelSuffixes.Contains(Name.Suffix);

    /// <summary>True if its values are phases, fields, or parts of complex numbers.</summary>
    public bool IsPhases => Name.IsBids
        && (PhaseSuffixes.Contains(Name.Suffix) || Label("part") is { } part && PhaseParts.Contains(part));

    /// <summary>True if its values are labels, phases, fields or a computed quantity (suffixes such as
    /// <c>T1map</c>).</summary>
    public bool IsMap => IsLabels || IsPhases || (Name.IsBids && Name.Suffix.EndsWith("map", StringComparison.Ordinal));

    /// <summary>
    /// The group of images that share world coordinates: data set, subject, session and, in derivatives, the space they
    /// were brought into, unless that is the scan's own. An image without a BIDS name stands alone.
    /// </summary>
    public string Group => Name.IsBids
        ? string.Join('\n', Dataset, Name.Subject, Name.Session, Label("space") is "orig" ? null : Label("space"))
        : string.Join('\n', "", Dataset, Name.ToString());

    /// <summary>True if it is a magnitude that phases may have been taken with.</summary>
    public bool IsMagnitude => Name.IsBids
        && (Name.Suffix.StartsWith("magnitude", StringComparison.Ordinal) || Label("part") == "mag");

    /// <summary>True if this is a magnitude that was taken with a phase.</summary>
    public bool IsMagnitudeOf(ScanName phase) =>
        IsMagnitude && phase.IsPhases && Group == phase.Group && Taking.SequenceEqual(phase.Taking);

    /// <summary>Entities that magnitude and phase have in common.</summary>
    private IEnumerable<string> Taking => Name.Entities.Where(entity => entity.Key is not ("part" or "echo"))
        .Select(entity => $"{entity.Key}-{entity.Value}");

    /// <summary>The name of a scan: that which it has as NIfTI, where it came from another format.</summary>
    public static ScanName Of(Volume scan) =>
        Parse(Path.GetFileName(scan.Origin?.ImageName ?? scan.Path ?? scan.Name));

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
