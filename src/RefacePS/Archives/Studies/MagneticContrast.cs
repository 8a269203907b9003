using System.Text.RegularExpressions;
using RefacePS.Files.Dicom;

namespace RefacePS.Archives.Studies;

/// <summary>
/// Tells T1-weighted scans from others: by what operators and scanners call them, and where these say nothing, by times
/// and angles.
/// </summary>
internal static partial class MagneticContrast
{
    /// <summary>Words of other contrasts, which may stand beside a T1 (<c>t2 vs t1</c>).</summary>
    private static readonly string[] Others =
    [
        "t2", "flair", "tirm", "stir", "tof", "mra", "mrv", "angio", "swi", "venbold", "bold", "fmri", "epi", "dwi",
        "dti", "diff", "asl", "pasl", "pcasl", "pd", "proton", "fluid", "field", "fmap", "loc", "localizer",
        "localiser", "scout", "survey", "mtc", "qsm", "ciss", "fiesta", "perf", "dsc", "dce", "cest", "mrs", "phase",
    ];

    private static readonly string[] Names = ["mprage", "mp2rage", "memprage", "spgr", "fspgr", "bravo", "flash3d"];

    /// <summary>True if a series is T1-weighted, as far as its header says.</summary>
    /// <param name="attributes">Those of its first slice.</param>
    /// <param name="dataset">The data set of its first file.</param>
    /// <param name="type">Its Image Type, which may hold the contrast (PS3.3, C.8.13.3.1.1).</param>
    public static bool IsT1Weighted(FrameAttributes attributes, DicomDataset dataset, string type)
    {
        uint[] texts = [DicomTags.SeriesDescription, DicomTags.ProtocolName, DicomTags.SequenceName,
            DicomTags.PulseSequenceName];
        var words = Word().Matches(string.Join(' ', texts.Select(tag => dataset.GetText(tag)).Append(type)))
            .Select(match => match.Value).ToList();
        if (words.Exists(word => Array.Exists(Others, other => IsOrBegins(word, other))))
        {
            return false;
        }

        var echo = attributes.Number(DicomTags.MREchoSequence, DicomTags.EffectiveEchoTime)
            ?? attributes.Number(0, DicomTags.EchoTime);
        return echo is null or < 30 && (words.Exists(word => word.StartsWith("t1", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(Names, name => word.Contains(name, StringComparison.OrdinalIgnoreCase)))
            || echo is not null && IsByTimes(attributes, echo.Value));
    }

    /// <summary>
    /// Short echo with an inversion that nulls neither fluid nor fat, or with a short repetition: a spoiled gradient
    /// echo in 3-D with an angle well above that of proton density, or a spin echo.
    /// </summary>
    private static bool IsByTimes(FrameAttributes attributes, double echo)
    {
        var repetition = attributes.Number(
            DicomTags.MRTimingAndRelatedParametersSequence, DicomTags.RepetitionTime) ?? double.MaxValue;
        var inversion = attributes.Number(DicomTags.MRModifierSequence, DicomTags.InversionTimes)
            ?? attributes.Number(0, DicomTags.InversionTime) ?? 0;
        var angle = attributes.Number(DicomTags.MRTimingAndRelatedParametersSequence, DicomTags.FlipAngle) ?? 0;
        var is3D = attributes.Text(0, DicomTags.MRAcquisitionType) == "3D";
        var sequence = attributes.Text(0, DicomTags.ScanningSequence) ?? "";
        return (echo < 12 && inversion is > 400 and < 1500)
            || (is3D && echo < 12 && repetition < 60 && angle >= 8)
            || (sequence.Contains("SE", StringComparison.Ordinal) && echo < 30 && repetition < 1000);
    }

    /// <summary>Digits and letters may follow a word of more than three letters, as in <c>angio3d</c>, and what may
    /// follow T2 is anything.</summary>
    private static bool IsOrBegins(string word, string other) => other.Length > 3 || other == "t2"
        ? word.StartsWith(other, StringComparison.OrdinalIgnoreCase)
        : word.Equals(other, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();
}
