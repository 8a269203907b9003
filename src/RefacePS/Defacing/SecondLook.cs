using RefacePS.Atlases;
using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The findings of a look at a scan that shares no map, no start and no threshold with the defacing: a network says of
/// every voxel of the brain where in the head it lies, what is never removed is matched from there, and where the face
/// then belongs tissue is looked for. A map by the whole head, from there, is held against where it was removed.
/// </summary>
/// <param name="Verdict">Whether a face is there.</param>
/// <param name="FaceShown">Share of the expected face's tissue that the scan shows, 0 to 1; NaN where no head was
/// seen.</param>
/// <param name="FaceInView">Share of the expected face that the field of view holds, 0 to 1.</param>
/// <param name="Match">Where the head lies.</param>
/// <param name="TissueFrom">The value from which on a voxel is tissue; NaN where no head was seen.</param>
internal readonly record struct SecondLook(
    FaceCheckStatus Verdict, double FaceShown, double FaceInView, HeadMatch Match, double TissueFrom)
{
    /// <summary>From this share on there is a face (docs/defacing.md).</summary>
    public const double FaceFrom = 0.2;

    /// <summary>Up to this share there is none.</summary>
    public const double NoFaceUpTo = 0.12;

    /// <summary>Matches that explain less are not believed.</summary>
    public const double LowestScore = 0.7;

    /// <summary>Probability from which on the network confirms as brain what the match has in the cavity.</summary>
    private const double PerhapsCavity = 0.2;

    /// <summary>Less brain (mL) by match and network is what two looks at a border differ by.</summary>
    public const double LeastBrain = 0.2;

    /// <summary>Less brain (mL) by the network alone is what it errs by. It is asked since heads of children are shaped
    /// otherwise than the atlas.</summary>
    public const double LeastBrainAlone = 1.5;

    /// <summary>A scan that shows so much of the face in its view has not lost it (docs/defacing.md).</summary>
    private const double StillThere = 0.4;

    /// <summary>Two maps of a head by all of it that put its face farther apart (mm) do not both have it. Right ones
    /// differ by 1 to 2 mm, and in a tilted tomography by 6 (docs/defacing.md).</summary>
    private const double FarthestApart = 8;

    /// <summary>Of a face that was removed no more of what lies deep in it may be left.</summary>
    private const double MostLeft = 0.05;

    /// <summary>The quality of a defacing with what this look at its result found.</summary>
    /// <param name="quality">The quality by the map of the defacing.</param>
    /// <param name="before">The scan before.</param>
    /// <param name="atlas">Says where a face lies in a head.</param>
    /// <param name="anatomy">What the map of the defacing says of the scan.</param>
    /// <param name="depth">Depth in what was removed at each voxel of it, mm.</param>
    /// <param name="mustBeSeen">Whether a result in which no head at all is seen is doubtful.</param>
    /// <param name="cancel">Ends the work.</param>
    public DefaceQuality Judge(DefaceQuality quality, SeenScan before, HeadAtlas atlas, ScanAnatomy anatomy,
        Tensor depth, bool mustBeSeen, CancellationToken cancel = default)
    {
        if (double.IsNaN(FaceShown) && !mustBeSeen)
        {
            return quality;
        }

        var judged = AddTo(quality, BrainRemoved(before.Head, atlas, anatomy, depth));
        if (judged.Status == DefaceStatus.AlreadyDefaced)
        {
            return judged.Doubted(StillThereReasons(Of(before, atlas)));
        }

        return !mustBeSeen || Match.Score < LowestScore ? judged
            : judged.Doubted(BesideReasons(Match.ByWholeHead(before, atlas, cancel), atlas, anatomy, depth));
    }

    /// <summary>A face that lies elsewhere than where it was removed, by a map of the scan before, is still there, if
    /// only a strip of it.</summary>
    private static IEnumerable<string> BesideReasons(
        HeadMatch place, HeadAtlas atlas, ScanAnatomy anatomy, Tensor depth)
    {
        if (place.Score < LowestScore)
        {
            yield break;
        }

        var (apart, left) = place.FaceBeside(atlas, anatomy, depth);
        if (apart > FarthestApart)
        {
            yield return FormattableString.Invariant(
                $"a second look has the face {apart:0} mm from where it was removed");
        }
        else if (left > MostLeft)
        {
            yield return FormattableString.Invariant(
                $"a second look has {left:P0} of the face beside what was removed");
        }
    }

    /// <summary>A face that the map does not find was gone before, or lies elsewhere.</summary>
    private static IEnumerable<string> StillThereReasons(SecondLook before)
    {
        if (before.FaceShown >= StillThere * before.FaceInView)
        {
            yield return FormattableString.Invariant(
                $"a second look sees {before.FaceShown:P0} of a face in the scan, which is to have lost it before");
        }
    }

    /// <summary>Looks at a scan. Where no head is seen, nothing can be said of its face either.</summary>
    /// <param name="scan">The scan, and what the network sees in it.</param>
    /// <param name="atlas">Says where a face lies in a head.</param>
    public static SecondLook Of(SeenScan scan, HeadAtlas atlas)
    {
        foreach (var seen in scan.Heads())
        {
            var match = HeadMatch.Of(scan.Values, scan.Unmeasured, seen, atlas, CancellationToken.None);
            if (match.Score >= LowestScore)
            {
                var (shown, inView, tissueFrom) = match.FaceShown(scan.Values, seen, atlas);
                return new(VerdictOf(shown), shown, inView, match, tissueFrom);
            }
        }

        return new(FaceCheckStatus.Uncertain, double.NaN, FaceInView: 0, new(AffineMatrix.Identity, Score: 0),
            TissueFrom: double.NaN);
    }

    /// <summary>The part that is taken for a face, at about 2 mm; null where none is seen.</summary>
    /// <param name="scan">The scan that was looked at.</param>
    /// <param name="atlas">Says where a face lies in a head.</param>
    public Mask? FaceSeen(SeenScan scan, HeadAtlas atlas) =>
        FaceShown > NoFaceUpTo ? Match.FaceSeen(scan.Values, atlas, TissueFrom) : null;

    private static FaceCheckStatus VerdictOf(double shown) => shown switch
    {
        >= FaceFrom => FaceCheckStatus.Face,
        <= NoFaceUpTo => FaceCheckStatus.NoFace,
        _ => FaceCheckStatus.Uncertain,
    };

    /// <summary>
    /// Voxels of the scan's anatomy that are removed and that are brain by what was seen in the scan; 0 where it is too
    /// little to tell from a border.
    /// </summary>
    /// <param name="before">What was seen in the scan before.</param>
    /// <param name="atlas">Has the cavity of the average head.</param>
    /// <param name="anatomy">The grid of the voxels.</param>
    /// <param name="depth">Depth in what is removed at each of them, mm.</param>
    public long BrainRemoved(SeenHead? before, HeadAtlas atlas, ScanAnatomy anatomy, Tensor depth)
    {
        if (before is not { IsHead: true } || !Match.Confirms(before))
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        var removed = Resampling.WorldPoints(anatomy.Grid, anatomy.Values.device)[depth > 0];
        var seen = before.CavityAt(removed);
        var agreed = Count((seen > PerhapsCavity) & Match.InCavity(atlas, removed), LeastBrain);
        return !before.IsSure ? agreed
            : Math.Max(agreed, Count(seen > SeenHead.SurelyCavity, LeastBrainAlone));

        long Count(Tensor isBrain, double least)
        {
            var voxels = isBrain.sum().ToInt64();
            return anatomy.Grid.Milliliters(voxels) >= least ? voxels : 0;
        }
    }

    /// <summary>A quality with what this look found: nothing is Good where it does not see that the face is
    /// gone.</summary>
    public DefaceQuality AddTo(DefaceQuality quality, long brainRemoved) =>
        quality.Doubted([.. Reasons(), .. BrainReasons(quality, brainRemoved)]) with
        {
            SecondLook = Verdict,
            FaceShown = FaceShown,
            BrainVoxelsRemoved = Math.Max(quality.BrainVoxelsRemoved, brainRemoved),
        };

    private static IEnumerable<string> BrainReasons(DefaceQuality quality, long brainRemoved)
    {
        if (brainRemoved > quality.BrainVoxelsRemoved)
        {
            yield return Counted.Of(
                brainRemoved, "voxel of what looks like brain was removed",
                "voxels of what looks like brain were removed");
        }
    }

    private IEnumerable<string> Reasons()
    {
        if (double.IsNaN(FaceShown))
        {
            yield return "a second look does not see a head in the result";
        }
        else if (Verdict != FaceCheckStatus.NoFace)
        {
            yield return FormattableString.Invariant($"a second look sees {FaceShown:P0} of a face in the result");
        }
    }
}
