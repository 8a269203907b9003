using System.Text.RegularExpressions;

namespace RefacePS.Files;

/// <summary>
/// The name of an image by the Brain Imaging Data Structure (BIDS, "Filename template"): entities such as
/// <c>sub-01</c>, joined by underscores, then a suffix such as <c>T1w</c>. A name that is not of this form is all
/// suffix.
/// </summary>
public sealed partial record BidsName
{
    private const string Description = "desc";

    private BidsName(IReadOnlyList<KeyValuePair<string, string>> entities, string suffix, string extension) =>
        (Entities, Suffix, Extension) = (entities, suffix, extension);

    /// <summary>Key and label of each entity in the order written; empty where the name is not BIDS.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entities { get; }

    /// <summary>The suffix, or the whole stem of a name that is not BIDS.</summary>
    public string Suffix { get; }

    /// <summary>NIfTI extension as written, or empty.</summary>
    public string Extension { get; }

    /// <summary>True if the name follows BIDS: it starts with <c>sub-</c> and ends with a suffix.</summary>
    public bool IsBids => Entities.Count > 0;

    /// <summary>Label of the <c>sub-</c> entity, or the stem of a name that is not BIDS, without the description that
    /// an export adds: a scan and what was made of it are of one subject.</summary>
    public string Subject => Label("sub") ?? AnyDescription().Replace(Suffix, "");

    /// <summary>Label of the <c>ses-</c> entity, or null.</summary>
    public string? Session => Label("ses");

    /// <summary>Parses the name of a file; folders before it play no part.</summary>
    public static BidsName Parse(string path)
    {
        var file = VolumePath.Parse(path);
        var match = Template().Match(file.Stem);
        return match.Success
            ? new([.. match.Groups["entity"].Captures.Select(entity => ParseEntity(entity.Value))],
                match.Groups["suffix"].Value, file.Extension)
            : new([], file.Stem, file.Extension);
    }

    /// <summary>Whose head the name of a file says that it shows: the part that a pattern finds in it (without the
    /// extension), null where it finds none; without a pattern, the subject.</summary>
    public static string? SubjectOf(string path, Regex? pattern) => pattern is null ? Parse(path).Subject
        : pattern.Match(VolumePath.Parse(path).Stem) is { Success: true, Value: var subject } ? subject : null;

    /// <summary>
    /// The name of something derived: <c>sub-01_T1w</c> with <c>refaced</c> is <c>sub-01_desc-refaced_T1w</c>, in place
    /// of any description it had; <c>scan</c> is <c>scan_desc-refaced</c>.
    /// </summary>
    public BidsName WithDescription(string description) => IsBids
        ? new([.. Without(Description), new(Description, description)], Suffix, Extension)
        : new([], $"{Suffix}_{Description}-{description}", Extension);

    /// <summary>
    /// The name of a mask of this image: <c>sub-01_T1w</c> with <c>face</c> is <c>sub-01_mod-T1w_desc-face_mask</c>, so
    /// that the masks of two contrasts of a subject stay apart; <c>scan</c> is <c>scan_desc-face_mask</c>. Any
    /// description it had goes.
    /// </summary>
    public BidsName ToMask(string description) => IsBids
        ? new([.. Without(Description), new("mod", Suffix), new(Description, description)], "mask", Extension)
        : new([], $"{AnyDescription().Replace(Suffix, "")}_{Description}-{description}_mask", Extension);

    /// <summary>
    /// The name of a label map of this image: <c>sub-01_T1w</c> gives <c>sub-01_dseg</c>; <c>scan</c> gives
    /// <c>scan_dseg</c>.
    /// </summary>
    public BidsName ToLabelMap() => IsBids ? new(Entities, "dseg", Extension) : new([], $"{Suffix}_dseg", Extension);

    /// <summary>The file name without its extension.</summary>
    public string Stem => string.Join('_', [.. Entities.Select(entity => $"{entity.Key}-{entity.Value}"), Suffix]);

    /// <summary>The file name.</summary>
    public override string ToString() => Stem + Extension;

    private IEnumerable<KeyValuePair<string, string>> Without(string key) =>
        Entities.Where(entity => entity.Key != key);

    private string? Label(string key) => Entities.FirstOrDefault(entity => entity.Key == key).Value;

    private static KeyValuePair<string, string> ParseEntity(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return new(text[..dash], text[(dash + 1)..]);
    }

    [GeneratedRegex("^(?<entity>sub-[a-zA-Z0-9+]+)(_(?<entity>[a-zA-Z0-9]+-[a-zA-Z0-9+]+))*_(?<suffix>[a-zA-Z0-9]+)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Template();

    [GeneratedRegex("_desc-[a-zA-Z0-9+]+(?=_|$)")]
    private static partial Regex AnyDescription();
}
