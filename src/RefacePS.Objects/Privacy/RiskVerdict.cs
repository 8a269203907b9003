namespace RefacePS;

/// <summary>The verdict of an attack on a set of faces. It is a statement on this attack: another one may find
/// more.</summary>
public enum RiskVerdict
{
    /// <summary>Owners are found no more often than by chance.</summary>
    AtChance,

    /// <summary>Owners are found more often than by chance.</summary>
    AboveChance,

    /// <summary>The attack fails on intact faces too, or was not tried on them, or too few faces were looked up, and so
    /// its failure proves nothing.</summary>
    Inconclusive,
}
