namespace RefacePS.Refacing.Training;

/// <summary>The statement of a model's maker, which nobody else can make; it goes onto the card.</summary>
/// <param name="Name">The name a user chooses it by.</param>
/// <param name="Version">The version of the weights.</param>
/// <param name="Licence">Licence of the weights.</param>
/// <param name="Attribution">Whom to name, as the licence of the scans asks.</param>
/// <param name="KnownFailures">Where it is known to fail, beyond what every model of this kind cannot do.</param>
/// <param name="Command">The command that made it.</param>
public sealed record ModelStatement(
    string Name, string Version, string Licence, string Attribution, IReadOnlyList<string> KnownFailures,
    string Command);
