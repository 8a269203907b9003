using System.Globalization;

namespace RefacePS.Morphometry;

/// <summary>Judges a measurement by what the scan shows, and not by what was meant.</summary>
internal static class MeasurementReview
{
    /// <summary>Agreements below this are doubtful (docs/morphometry.md).</summary>
    private const double LeastAgreement = 0.5;

    /// <summary>Registration scores below this are doubtful (docs/comparing.md).</summary>
    private const double LeastScore = 0.6;

    /// <summary>Share of the cavity in the field of view below which a measurement is doubtful: what is cut off is
    /// missing in some regions altogether.</summary>
    private const double LeastInView = 0.95;

    /// <summary>Volume of the human cranial cavity, from birth to old age, mL.</summary>
    private const double SmallestCavity = 300, LargestCavity = 2300;

    /// <summary>White matter beside grey, in volume.</summary>
    private const double LeastWhiteToGrey = 0.3, MostWhiteToGrey = 1.25;

    /// <summary>Largest ratio between the measured cavity and that of the average, either way, by where the whole head
    /// lies.</summary>
    private const double MostCavityToHead = 1.25;

    /// <summary>Largest mean distance (mm) between the cavity by its brain and by its head (docs/morphometry.md).
    /// </summary>
    private const double MostMoved = 8;

    /// <summary>Contrast of white matter to grey below which a scan does not look T1-weighted.</summary>
    private const double LeastContrast = 0.06;

    /// <summary>Shares of the cavity, and of skull and scalp, that may be blank.</summary>
    private const double MostBlankCavity = 0.05, MostBlankSkull = 0.5;

    /// <summary>Grey levels that tell three tissues and their mixtures apart (docs/morphometry.md).</summary>
    private const int FewestGreyLevels = 8;

    /// <summary>Reasons for doubt; none of a good measurement.</summary>
    /// <param name="volumes">The measurement.</param>
    /// <param name="content">What the scan holds.</param>
    /// <param name="headCavity">The cavity of the average as the whole head's place scales it, mL.</param>
    /// <param name="moved">Mean distance (mm) between where the brain and the whole head put the cavity.</param>
    public static IEnumerable<string> Reasons(
        BrainVolumes volumes, ScanContent content, double headCavity, double moved)
    {
        if (volumes.Variant == VolumeKind.Raw)
        {
            yield return "its brain was drawn by a model, and is nobody's";
        }

        if (!(volumes.RegistrationScore >= LeastScore))
        {
            yield return FormattableString.Invariant(
                $"the average brain does not fit (score {volumes.RegistrationScore:0.00}, below {LeastScore:0.00})");
        }

        if (!(volumes.BrainAgreement >= LeastAgreement))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"what was measured does not look like a brain (agreement {volumes.BrainAgreement:0.00}, "
                    + $"below {LeastAgreement:0.00})");
        }

        if (!(volumes.CavityInView >= LeastInView))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{volumes.CavityInView:P0} of the cavity lies in the field of view");
        }

        if (!(volumes.TotalIntracranial is >= SmallestCavity and <= LargestCavity))
        {
            yield return FormattableString.Invariant(
                $"no skull holds {volumes.TotalIntracranial:0} mL");
        }

        var whiteToGrey = volumes.WhiteMatter / volumes.GreyMatter;
        if (!(whiteToGrey is >= LeastWhiteToGrey and <= MostWhiteToGrey))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"white matter ({volumes.WhiteMatter:0} mL) and grey ({volumes.GreyMatter:0} mL) "
                    + $"are in no proportion of a brain");
        }

        if (!(volumes.GreyWhiteContrast >= LeastContrast))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"white matter is hardly brighter than grey (contrast {volumes.GreyWhiteContrast:0.00}, "
                    + $"below {LeastContrast:0.00}): the scan does not look T1-weighted");
        }

        var toHead = volumes.TotalIntracranial / headCavity;
        if (!(toHead < MostCavityToHead && toHead > 1 / MostCavityToHead))
        {
            yield return FormattableString.Invariant(
                $"the cavity holds {volumes.TotalIntracranial:0} mL by its brain and {headCavity:0} mL by its head");
        }

        if (!(moved <= MostMoved))
        {
            yield return FormattableString.Invariant(
                $"the brain lies {moved:0} mm from where the head puts it");
        }

        foreach (var reason in Reasons(content))
        {
            yield return reason;
        }
    }

    private static IEnumerable<string> Reasons(ScanContent content)
    {
        if (content.BlankCavity > MostBlankCavity)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{content.BlankCavity:P0} of the cavity was blanked");
        }

        if (content.BlankSkull > MostBlankSkull)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{content.BlankSkull:P0} of skull and scalp were blanked");
        }

        if (content.GreyLevels < FewestGreyLevels)
        {
            yield return FormattableString.Invariant(
                $"the brain has {content.GreyLevels} grey levels, too few to tell its tissues apart");
        }
    }
}
