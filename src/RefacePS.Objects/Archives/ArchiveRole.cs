namespace RefacePS;

/// <summary>The role of a file of an archive in the removal of faces.</summary>
public enum ArchiveRole
{
    /// <summary>A scan whose head is found for itself.</summary>
    Head,

    /// <summary>Another image of a session, which takes the head's place from the session's first head through world
    /// coordinates.</summary>
    Companion,

    /// <summary>Labels or a computed map of a session: as a companion, but its values say nothing of whether the place
    /// is right.</summary>
    Map,

    /// <summary>An image of a kind that cannot be treated.</summary>
    Unsupported,

    /// <summary>Anything that is no image.</summary>
    File,
}
