namespace RefacePS.Privacy;

/// <summary>The options of an attack.</summary>
public sealed record ReidentificationOptions
{
    /// <summary>Seed of the bootstrap and of the altered copies.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>True if altered copies of the gallery's own faces are looked up too. Without them the attack proves
    /// nothing.</summary>
    public bool WithControl { get; init; } = true;

    /// <summary>Share of the copies that must find their owner first.</summary>
    public double LeastControl { get; init; } = 0.9;
}
