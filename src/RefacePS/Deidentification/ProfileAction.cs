namespace RefacePS.Deidentification;

/// <summary>
/// An action on an attribute (DICOM PS3.15, Table E.1-1a). Where there is a choice, the attribute's type in the object
/// makes it: what may be missing is removed, what may be empty is emptied, and what needs a value gets another.
/// </summary>
internal enum ProfileAction
{
    /// <summary>Nothing is said of it: it stays.</summary>
    None,

    /// <summary>K: it stays.</summary>
    Keep,

    /// <summary>C: it stays, cleaned of what identifies.</summary>
    Clean,

    /// <summary>X: it is removed.</summary>
    Remove,

    /// <summary>Z: it becomes empty.</summary>
    Empty,

    /// <summary>D: it gets a value that says nothing.</summary>
    Replace,

    /// <summary>U: it gets another UID, the same wherever the old one stood.</summary>
    ReplaceUid,

    /// <summary>X/Z.</summary>
    RemoveOrEmpty,

    /// <summary>X/D.</summary>
    RemoveOrReplace,

    /// <summary>X/Z/D.</summary>
    RemoveOrEmptyOrReplace,

    /// <summary>Z/D.</summary>
    EmptyOrReplace,

    /// <summary>X/Z/U*: a sequence that is removed, emptied, or gets other UIDs.</summary>
    RemoveOrEmptyOrReplaceUids,
}
