namespace RefacePS.Atlases.Building;

/// <summary>The progress of making an atlas.</summary>
/// <typeparam name="TStage">The stages of its kind.</typeparam>
/// <param name="Stage">What is being done to all scans.</param>
/// <param name="Scan">The scan under way, from 1.</param>
/// <param name="Scans">Scans in all.</param>
/// <param name="Fraction">Share of the whole work that is done, 0 to 1.</param>
public sealed record AtlasProgress<TStage>(TStage Stage, int Scan, int Scans, double Fraction) where TStage : Enum;
