using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Bench.MorphometryAccuracy;
using RefacePS.Defacing;
using RefacePS.Morphometry;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Generality;

/// <summary>Looks at heads as they came, and after each way to remove their face.</summary>
/// <param name="atlas">The head atlas.</param>
/// <param name="measurer">Measures brains; null where none is measured.</param>
/// <param name="ledger">Keeps what was seen.</param>
internal sealed class GeneralityRun(HeadAtlas atlas, BrainMeasurer? measurer, GeneralityLedger ledger)
{
    private static readonly BrainRegion[] Global =
        [BrainRegion.TotalIntracranial, BrainRegion.GreyMatter, BrainRegion.WhiteMatter];

    /// <summary>Maps that are wrong on purpose.</summary>
    private static readonly (string Name, AffineMatrix Map)[] Plants =
    [
        ("map 15 mm forward", AffineMatrix.Translation(0, 15, 0)),
        ("map 15 mm up", AffineMatrix.Translation(0, 0, 15)),
        ("map pitched by 20 degrees", AffineMatrix.Rotation(double.DegreesToRadians(20), 0, 0)),
        ("map yawed by 20 degrees", AffineMatrix.Rotation(0, 0, double.DegreesToRadians(20))),
    ];

    private readonly Defacer defacer = new(atlas, CPU);
    private readonly FaceDetector detector = new(atlas, CPU);
    private readonly FaceRemoval[] removals = FaceRemoval.All(atlas);

    /// <summary>Looks at a head in all its forms that the ledger does not know.</summary>
    public void Measure(GeneralityHead head)
    {
        var removed = Drawn(removals, head);
        var plants = Drawn(Plants, head);
        var forms = removed.Select(removal => removal.Name).Concat(plants.Select(plant => plant.Name))
            .Append(GeneralityResult.Whole);
        if (forms.All(form => ledger.Knows(head.Name, form)))
        {
            return;
        }

        var scan = head.Read();
        try
        {
            using var whole = defacer.Locate(scan.Volume, default);
            var measured = Measured(head, scan.Volume, withLabels: scan.Cavity is not null);
            var volumes = measured?.Volumes;
            Unless(GeneralityResult.Whole, _ => SeeWhole(head, scan, whole, measured));
            foreach (var removal in removed)
            {
                Unless(removal.Name, form =>
                {
                    var left = removal.Remove(scan.Volume, whole);
                    return See(head, form, left, whole, Measured(head, left)?.Volumes, volumes);
                });
            }

            foreach (var (plant, wrong) in plants)
            {
                Unless(plant, form => See(
                    head, form, scan.Volume, whole, whole with { Scan2Atlas = wrong * whole.Scan2Atlas }, volumes));
            }
        }
        catch (HeadNotFoundException e)
        {
            ledger.Add(Missing(head, GeneralityResult.Whole, e));
        }

        void Unless(string form, Func<string, GeneralityResult> see)
        {
            if (!ledger.Knows(head.Name, form))
            {
                Report(see(form));
            }
        }
    }

    /// <summary>All of them, or the one that the number of a head draws.</summary>
    private static T[] Drawn<T>(T[] all, GeneralityHead head) =>
        head.Number is { } number ? [all[number % all.Length]] : all;

    private BrainMeasurement? Measured(GeneralityHead head, Volume scan, bool withLabels = false)
    {
        try
        {
            return head.IsT1Weighted ? measurer?.Measure(scan, withLabels) : null;
        }
        catch (HeadNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The result of a head as it came, held against the truth where it is known.</summary>
    private GeneralityResult SeeWhole(
        GeneralityHead head, HeadScan scan, HeadAlignment whole, BrainMeasurement? measured)
    {
        var defaced = defacer.Deface(scan.Volume, whole, DefaceRegion.Face, default);
        var result = Result(head, GeneralityResult.Whole, defaced, whole, whole) with
        {
            Check = detector.Check(scan.Volume).Status.ToString(),
        };
        result = measured is null ? result : Compare(result, measured.Volumes, measured.Volumes);
        return scan.Cavity is null ? result : result with
        {
            BrainRemoved = scan.BrainRemoved(defaced),
            TrueIntracranial = scan.CavityMilliliters,
            CavityDice = measured is null ? double.NaN : MeasuredScan.Compare(
                BrainRegion.TotalIntracranial, scan.Volume, measured, scan.Cavity).Dice,
        };
    }

    /// <summary>The result of a head under a wrong map.</summary>
    private GeneralityResult See(
        GeneralityHead head, string plant, Volume scan, HeadAlignment whole, HeadAlignment map, BrainVolumes? before)
    {
        var defaced = defacer.Deface(scan, map, DefaceRegion.Face, default);
        var result = Result(head, plant, defaced, whole, map) with { Check = "" };
        return before is null || measurer is null ? result
            : Compare(result, measurer.MeasureAt(scan, map.Scan2Atlas, default).Volumes, before);
    }

    private GeneralityResult See(GeneralityHead head, string removal, Volume scan, HeadAlignment whole,
        BrainVolumes? volumes, BrainVolumes? before)
    {
        var check = detector.Check(scan).Status.ToString();
        try
        {
            using var found = defacer.Locate(scan, default);
            var defaced = defacer.Deface(scan, found, DefaceRegion.Face, default);
            var result = Result(head, removal, defaced, whole, found) with { Check = check };
            return volumes is null || before is null ? result : Compare(result, volumes, before);
        }
        catch (HeadNotFoundException e)
        {
            return Missing(head, removal, e) with { Check = check };
        }
    }

    private GeneralityResult Result(
        GeneralityHead head, string form, Volume defaced, HeadAlignment whole, HeadAlignment found) => new()
    {
        Group = head.Group,
        Head = head.Name,
        Removal = form,
        Defacing = defaced.Quality!.Status.ToString(),
        Score = defaced.Quality.RegistrationScore,
        Agreement = defaced.Quality.FaceAgreement,
        Moved = Distance(whole, found, isFace: false),
        FaceMoved = Distance(whole, found, isFace: true),
        Check = "",
        Reasons = string.Join("; ", defaced.Quality.Reasons),
    };

    private static GeneralityResult Compare(GeneralityResult result, BrainVolumes volumes, BrainVolumes before)
    {
        var worst = Enum.GetValues<BrainRegion>().Except(Global).MaxBy(Change);
        return result with
        {
            Intracranial = volumes.TotalIntracranial,
            GlobalChange = Global.Max(Change),
            RegionChange = Change(worst),
            Region = worst.ToString(),
            BrainScore = volumes.RegistrationScore,
            BrainAgreement = volumes.BrainAgreement,
            WhiteToGrey = volumes.WhiteMatter / volumes.GreyMatter,
            Measurement = volumes.Quality.ToString(),
            MeasurementReasons = volumes.QualityReasons,
        };

        double Change(BrainRegion region) => 100 * Math.Abs(volumes.Of(region) / before.Of(region) - 1);
    }

    private static GeneralityResult Missing(GeneralityHead head, string removal, HeadNotFoundException e) => new()
    {
        Group = head.Group,
        Head = head.Name,
        Removal = removal,
        Defacing = "HeadNotFound",
        Score = e.Score,
        Moved = double.NaN,
        FaceMoved = double.NaN,
        Check = nameof(FaceCheckStatus.HeadNotFound),
    };

    /// <summary>Mean distance (mm, in the atlas) of a part of the head between two alignments.</summary>
    private double Distance(HeadAlignment one, HeadAlignment other, bool isFace)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(AtlasGrid.WithSpacing(8), CPU);
        var (cavity, face, _) = atlas.Zones.At(points);
        var part = points[isFace ? (face > 0) & ~atlas.IsOutsideHead(points) : cavity > 0.5];
        return (other.ToAtlas(one.ToScan(part)) - part).square().sum(1).sqrt().mean().ToDouble();
    }

    private void Report(GeneralityResult result)
    {
        ledger.Add(result);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Head}, {result.Removal}: {result.Defacing} {result.Score:0.00}/{result.Agreement:0.00}, "
                + $"moved {result.Moved:0.0}, face {result.FaceMoved:0.0} mm, {result.Check}, "
                + $"TIV {result.Intracranial:0} mL, {result.GlobalChange:0.0} %, "
                + $"{result.Region} {result.RegionChange:0.0} %, "
                + $"{result.Measurement} {result.BrainScore:0.00}/{result.BrainAgreement:0.00} "
                + $"wg {result.WhiteToGrey:0.00} | {result.Reasons} | {result.MeasurementReasons}"));
    }
}
