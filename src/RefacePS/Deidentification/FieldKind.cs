namespace RefacePS.Deidentification;

/// <summary>Content that a field which stays may hold. All else that it holds does not stay.</summary>
internal enum FieldKind
{
    /// <summary>Numbers, yes and no, and texts that are numbers. Whole numbers with more digits than parameters have
    /// are numbers of people, or moments.</summary>
    Number,

    /// <summary>The same of any size: rates, activities in becquerel, milliseconds and values of voxels.</summary>
    Quantity,

    /// <summary>Texts all of whose words are words of sequences (<see cref="SequenceWords"/>), and numbers of few
    /// digits.</summary>
    Term,

    /// <summary>A label without spaces that other files refer to.</summary>
    Label,

    /// <summary>A path of the data set, or a BIDS URI.</summary>
    Reference,

    /// <summary>Text that a device or program writes of itself, without a name or number of the patient or
    /// staff.</summary>
    Text,

    /// <summary>Text that is written for readers of a data set, such as its authors.</summary>
    Prose,

    /// <summary>Fields of its own, which are chosen by the same list.</summary>
    Container,

    /// <summary>RefacePS's own record of what it did: numbers, and texts as in <see cref="Text"/>.</summary>
    Record,
}
