namespace RefacePS;

/// <summary>The state of the face of a volume.</summary>
public enum VolumeKind
{
    /// <summary>As it was imported.</summary>
    Original,

    /// <summary>The face was removed.</summary>
    Defaced,

    /// <summary>The face was removed and an artificial one took its place.</summary>
    Refaced,

    /// <summary>All that a model drew, kept tissue too: no scan of anybody. A merge with its base makes it
    /// Refaced.</summary>
    Raw,
}
