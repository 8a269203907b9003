using System.Globalization;
using RefacePS.Defacing;
using RefacePS.Files;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>The measurements, case by case.</summary>
/// <param name="defacer">Does the work.</param>
/// <param name="truth">Knows where the heads are.</param>
/// <param name="keep">Folder to keep the defaced volumes in, or null.</param>
internal sealed class DefaceAccuracyRun(Defacer defacer, HeadTruth truth, string? keep)
{
    private readonly List<CaseResult> heads = [];
    private readonly List<CaseResult> refusals = [];
    private readonly List<double> overlaps = [];

    /// <summary>Heads that must lose their face.</summary>
    public IReadOnlyList<CaseResult> Heads => heads;

    /// <summary>Volumes that must be reported: no heads, and heads without a face.</summary>
    public IReadOnlyList<CaseResult> Refusals => refusals;

    /// <summary>Overlap of each labelled cavity with the atlas's under the truth, Dice.</summary>
    public IReadOnlyList<double> Overlaps => overlaps;

    public void Measure(HeadCase plain, IEnumerable<HeadCase> cases)
    {
        using var alignment = truth.Find(plain);
        if (plain.Cavity is { } cavity)
        {
            overlaps.Add(truth.CavityDice(cavity, alignment));
        }

        foreach (var head in cases)
        {
            heads.Add(Report(CaseMeasurement.Measure(defacer, head, alignment, defaced => Keep(head, defaced))));
        }
    }

    public void Refuse(SharedScans scans)
    {
        var head = AccuracyCases.Plain(scans, "", scans.Files("cohort", "validation")[2]);
        var cases = scans.Files("defaced").Select(file => AccuracyCases.Plain(scans, "defaced before", file))
            .Concat(NotHeads.All(head));
        using var alignment = truth.Find(head);
        foreach (var refused in cases)
        {
            refusals.Add(
                Report(CaseMeasurement.Measure(defacer, refused, alignment, defaced => Keep(refused, defaced))));
        }
    }

    private static CaseResult Report(CaseResult result)
    {
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Case.Group}, {result.Case.Name}: {result.Outcome} {result.Score:0.000}, "
                + $"cavity {result.CavityRemoved} at {result.CavityDistance:0.0} mm, left {result.MostLeft:P0}, "
                + $"{result.Seconds:0.0} s {result.Reasons}"));
        return result;
    }

    private void Keep(HeadCase head, Volume defaced)
    {
        if (keep is not null)
        {
            var name = $"{head.Name}_{head.Group}".Replace(' ', '-') + ".nii.gz";
            NiftiWriter.Write(defaced, Path.Combine(Directory.CreateDirectory(keep).FullName, name),
                new NiftiWriteOptions(Overwrite: true));
        }
    }
}
