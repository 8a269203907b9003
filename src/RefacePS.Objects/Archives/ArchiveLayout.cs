namespace RefacePS;

/// <summary>The kind of destination.</summary>
public enum ArchiveLayout
{
    /// <summary>A twin of the source: the same names.</summary>
    Raw,

    /// <summary>As Raw; but DICOM series go to folders of patient, study and series by their new names.</summary>
    Study,

    /// <summary>A BIDS derivative: names that say what was done, and a <c>dataset_description.json</c> of its
    /// own.</summary>
    Derivative,
}
