namespace RefacePS;

/// <summary>The thing that takes the place of faces.</summary>
public enum ArchiveMethod
{
    /// <summary>An artificial face, in T1-weighted heads; air in all other scans.</summary>
    Reface,

    /// <summary>Air.</summary>
    Deface,
}
