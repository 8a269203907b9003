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
        var predicted = sets.Select(PredictedOf).Where(set => set.Length > 0)
            .Select(set => Ranks(set, cancel)).ToArray();
        var summary = new ReidentificationSummary
        {
            Gallery = gallery.Count,
            Seed = options.Seed,
            Rows = [.. ranks.SelectMany(set => Rows(set, found))],
            Control = controlRows,
            AverageFaceRows = Rows(averages, found),
            PredictedFaceRows = [.. predicted.SelectMany(set => Rows(set, found))],
            PredictedFaceProbes = [.. predicted.SelectMany(set => set)],
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

    /// <summary>The faces that the probes of a set predict, of those that one was predicted for.</summary>
    private static BiometricSample[] PredictedOf(BiometricSample[] set) =>
        [.. from face in set
            let predicted = face.Measured.Predicted
            where predicted is not null
            select new BiometricSample(
                ReidentificationAttack.Predicted(face.Identity), face.Measured with { Face = predicted })];

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
        ScaledDepth = rank(FaceDistance.ScaledDepth),
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
        var figures = RankFigures.Of(set, face => face.Subject, face => face.Of(distance), gallery.Count, bootstrap);
        var control = found is null ? figures.Top1 : found.GetValueOrDefault(distance, double.NaN);
        return new ReidentificationRisk
        {
            Variant = set[0].Variant,
            Model = set[0].Model,
            Distance = distance,
            Probes = figures.Probes,
            Gallery = figures.Gallery,
            Top1 = figures.Top1,
            Top5 = figures.Top5,
            MeanRank = figures.MeanRank,
            MeanRankLow = figures.Low,
            MeanRankHigh = figures.High,
            ControlTop1 = control,
            Verdict = figures.Judge(control, options.LeastControl),
        };
    }
}
