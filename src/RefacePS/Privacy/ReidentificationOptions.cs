using RefacePS.Refacing.ShapeModel;
using RefacePS.Rendering;

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

    /// <summary>
    /// Predicts the face of every probe from what was kept of its head, which is looked up too; null to leave that
    /// out. Probes of people whom its model has learned from are left out, as it could remember them. Stays the
    /// caller's.
    /// </summary>
    public FacePredictor? Predictor { get; init; }

    /// <summary>Is shown every head that is measured, in head space, and the head with the face that was predicted, if
    /// one was; for attacks of another kind.</summary>
    internal Action<FaceIdentity, HeadSurface, HeadSurface?>? Watch { get; init; }
}
