using RefacePS.Refacing.ShapeModel.Fitting;
using RefacePS.Statistics;

namespace RefacePS.Privacy;

/// <summary>Ranks the gallery for every face, sums up by set, and judges the sets by what the attack finds in intact
/// faces.</summary>
internal sealed class GallerySearch(IReadOnlyList<BiometricSample> gallery, IReadOnlyList<BiometricSample> control,
    ReidentificationOptions options)
{
    private readonly GalleryDistances distances = new([.. gallery.Select(face => face.Measured.Face)]);
    private readonly Dictionary<string, int> owners = gallery.Select((face, index) => (face.Identity.Subject, index))
        .ToDictionary(face => face.Subject, face => face.index);
    private readonly Bootstrap bootstrap = new(options.Seed);

    /// <summary>Looks faces up, all of which have their owners in the gallery.</summary>
    public ReidentificationSummary Run(IReadOnlyList<BiometricSample> probes, IReadOnlyList<RiskExclusion> exclusions,
        CancellationToken cancel)
    {
        var sets = probes.GroupBy(face => (face.Identity.Variant, face.Identity.Model)).Select(set => set.ToArray())
            .ToArray();
        var copies = Ranks(control, cancel);
        var controlRows = copies.Count == 0 ? [] : Rows(copies, found: null);
        var found = controlRows.ToDictionary(row => row.Distance, row => row.Top1);
        var averages = Ranks([.. gallery.Select(AverageOf)], cancel);
        var ranks = Array.ConvertAll(sets, set => Ranks(set, cancel));
        var summary = new ReidentificationSummary
        {
            Gallery = gallery.Count,
            Seed = options.Seed,
            Rows = [.. ranks.SelectMany(set => Rows(set, found))],
            Control = controlRows,
            AverageFaceRows = Rows(averages, found),
            Probes = [.. ranks.SelectMany(set => set)],
            ControlProbes = copies,
            AverageFaceTests =
                [.. sets.SelectMany(
                    set => TruthDistances.Test(set, face => gallery[owners[face.Identity.Subject]], cancel))],
            Exclusions = [.. exclusions],
            Notices = [],
        };
        return summary with { Notices = [.. RiskNotices.Of(summary, options)] };
    }

    private static BiometricSample AverageOf(BiometricSample face) =>
        new(face.Identity with { Variant = ReidentificationAttack.AverageFace },
            face.Measured with { Face = face.Measured.Average });

    private List<MateRanks> Ranks(IReadOnlyList<BiometricSample> set, CancellationToken cancel)
    {
        if (set.Count == 0)
        {
            return [];
        }

        var all = distances.Of([.. set.Select(face => face.Measured.Face)], cancel);
        return [.. set.Select((face, index) =>
            RanksOf(face, distance => MateRank.Of(all[distance][index], owners[face.Identity.Subject])))];
    }

    private static MateRanks RanksOf(BiometricSample face, Func<FaceDistance, double> rank) => new()
    {
        Subject = face.Identity.Subject,
        Session = face.Identity.Session,
        Variant = face.Identity.Variant,
        Model = face.Identity.Model,
        Path = face.Identity.Path,
        RegistrationScore = face.Measured.RegistrationScore,
        FaceInView = face.Measured.Face.InView,
        FrontDepth = rank(FaceDistance.FrontDepth),
        SideDepth = rank(FaceDistance.SideDepth),
        Surface = rank(FaceDistance.Surface),
        Hausdorff95 = rank(FaceDistance.Hausdorff95),
        Correlation = rank(FaceDistance.Correlation),
        Eigenface = rank(FaceDistance.Eigenface),
    };

    /// <summary>A row a distance.</summary>
    /// <param name="set">The ranks of a set.</param>
    /// <param name="found">Share of the altered copies that were found, by distance; null for the copies
    /// themselves.</param>
    private ReidentificationRisk[] Rows(IReadOnlyList<MateRanks> set, Dictionary<FaceDistance, double>? found) =>
        Array.ConvertAll(Enum.GetValues<FaceDistance>(), distance => Row(set, distance, found));

    private ReidentificationRisk Row(
        IReadOnlyList<MateRanks> set, FaceDistance distance, Dictionary<FaceDistance, double>? found)
    {
        double[][] bySubject =
            [.. set.GroupBy(face => face.Subject).Select(faces => faces.Select(face => face.Of(distance)).ToArray())];
        var ranks = bySubject.SelectMany(group => group).ToArray();
        var (low, high) = bootstrap.MeanInterval(bySubject);
        var top1 = ranks.Count(rank => rank <= 1) / (double)ranks.Length;
        var row = new ReidentificationRisk
        {
            Variant = set[0].Variant,
            Model = set[0].Model,
            Distance = distance,
            Probes = ranks.Length,
            Gallery = gallery.Count,
            Top1 = top1,
            Top5 = ranks.Count(rank => rank <= 5) / (double)ranks.Length,
            MeanRank = ranks.Average(),
            MeanRankLow = low,
            MeanRankHigh = high,
            ControlTop1 = found is null ? top1 : found.GetValueOrDefault(distance, double.NaN),
            Verdict = RiskVerdict.Inconclusive,
        };
        return row with { Verdict = Judge(row) };
    }

    private RiskVerdict Judge(ReidentificationRisk row) =>
        row.Top1 > row.ChanceTop1 + row.ChanceTop1Error || row.MeanRankHigh < row.ChanceMeanRank
        ? RiskVerdict.AboveChance
        : row.ControlTop1 >= options.LeastControl && double.IsFinite(row.MeanRankHigh) ? RiskVerdict.AtChance
        : RiskVerdict.Inconclusive;
}
