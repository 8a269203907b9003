namespace RefacePS.Bench.Generality;

/// <summary>Observations on a head, or on what is left of it.</summary>
internal sealed record GeneralityResult
{
    /// <summary>The name for no removal.</summary>
    public const string Whole = "whole";

    /// <summary>The kind of head.</summary>
    public required string Group { get; init; }

    /// <summary>The head.</summary>
    public required string Head { get; init; }

    /// <summary>The method that removed its face.</summary>
    public required string Removal { get; init; }

    /// <summary>The verdict of a (further) defacing.</summary>
    public required string Defacing { get; init; }

    /// <summary>Its registration score, 0 to 1.</summary>
    public double Score { get; init; }

    /// <summary>Agreement of the face, 0 to 1.</summary>
    public double Agreement { get; init; }

    /// <summary>Mean distance (mm) of the cavity from where it was found in the whole head.</summary>
    public double Moved { get; init; }

    /// <summary>Mean distance (mm) of the face from where it was found in the whole head.</summary>
    public double FaceMoved { get; init; }

    /// <summary>The verdict of the face check.</summary>
    public required string Check { get; init; }

    /// <summary>The total intracranial volume, mL; NaN where it was not measured.</summary>
    public double Intracranial { get; init; } = double.NaN;

    /// <summary>The true one, mL; NaN where nobody knows.</summary>
    public double TrueIntracranial { get; init; } = double.NaN;

    /// <summary>Overlap of what was measured inside the skull with what is there, 0 to 1; NaN where nobody
    /// knows.</summary>
    public double CavityDice { get; init; } = double.NaN;

    /// <summary>Brain (mL) that the defacing took; NaN where nobody knows.</summary>
    public double BrainRemoved { get; init; } = double.NaN;

    /// <summary>The largest change of a volume of the whole brain against the whole head, %.</summary>
    public double GlobalChange { get; init; } = double.NaN;

    /// <summary>The largest change of a region, %.</summary>
    public double RegionChange { get; init; } = double.NaN;

    /// <summary>The region of it.</summary>
    public string Region { get; init; } = "";

    /// <summary>The verdict on the measurement.</summary>
    public string Measurement { get; init; } = "";

    /// <summary>Reasons for a defacing that is not Good.</summary>
    public string Reasons { get; init; } = "";

    /// <summary>Reasons for a measurement that is not Good.</summary>
    public string MeasurementReasons { get; init; } = "";

    /// <summary>Agreement of the brain after all steps.</summary>
    public double BrainAgreement { get; init; } = double.NaN;

    /// <summary>White matter beside grey.</summary>
    public double WhiteToGrey { get; init; } = double.NaN;

    /// <summary>The score of the measurement.</summary>
    public double BrainScore { get; init; } = double.NaN;
}
