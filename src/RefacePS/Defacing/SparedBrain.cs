using RefacePS.Atlases;
using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The part that is removed, without what a network sees as brain in the scan itself. The map of the defacing carries
/// the face and the cavity of the atlas alike, so that neither contradicts the other; but a child's frontal lobes lie
/// where the face of an adult's head of that size would be.
/// </summary>
/// <param name="Depth">Depth in what is removed at each voxel of the anatomy, mm; negative outside.</param>
/// <param name="Voxels">Voxels of the anatomy that look like brain and are kept for it.</param>
internal readonly record struct SparedBrain(Tensor Depth, long Voxels)
{
    /// <summary>Probability from which on a voxel is more likely brain than not, and how much of that (mL) asks for a
    /// match: the zones of most adults hold less, those of children of three years 8 mL and more.</summary>
    private const double Probable = 0.5, LeastProbable = 5;

    /// <summary>
    /// Voxels that are more probable than this to be brain are kept. The network's are of 6 mm, so that brain ends
    /// where it is hardly thought of any more: four heads of children that were made lost 28, 25, 42 and 56 mL of
    /// brain; with 0.2 here 5, 4, 4 and 5, with this 0.4, 0.4, 1.1 and 2.2.
    /// </summary>
    private const double Kept = 0.1;

    /// <summary>Depth (mm) by which a probability counts: the border of what is kept is smooth, and far
    /// from it the zone's own depth holds.</summary>
    private const double Steepness = 60;

    /// <summary>Takes the brain that is seen out of a zone.</summary>
    /// <param name="scan">The scan at about 2 mm, with dark air.</param>
    /// <param name="seen">What the network sees in it; null where it sees nothing.</param>
    /// <param name="atlas">Has the cavity of the average head.</param>
    /// <param name="anatomy">What the map of the defacing says of the scan.</param>
    /// <param name="region">What is to be removed.</param>
    /// <param name="cancel">Ends the work.</param>
    public static SparedBrain Of(Image scan, SeenHead? seen, HeadAtlas atlas, ScanAnatomy anatomy,
        DefaceRegion region, CancellationToken cancel = default)
    {
        var depth = anatomy.Depth(region);
        if (seen is not { IsHead: true })
        {
            return new(depth, 0);
        }

        var points = Resampling.WorldPoints(anatomy.Grid, depth.device);
        var inZone = points[depth > 0];
        var likely = seen.CavityAt(inZone);
        return (seen.IsSure && Holds(likely > SeenHead.SurelyCavity, SecondLook.LeastBrainAlone))
            || (Holds(likely > Probable, LeastProbable) && IsConfirmed())
            ? new(minimum(depth, (Kept - seen.CavityAt(points)) * Steepness), (likely > Probable).sum().ToInt64())
            : new(depth, 0);

        bool Holds(Tensor isBrain, double milliliters) =>
            anatomy.Grid.Milliliters(isBrain.sum().ToInt64()) >= milliliters;

        // What the network is less sure of is believed where a match of the head has brain, too.
        bool IsConfirmed()
        {
            var match = HeadMatch.Of(scan, anatomy.Unmeasured, seen, atlas, cancel);
            return match.Confirms(seen)
                && Holds((likely > Kept) & match.InCavity(atlas, inZone), SecondLook.LeastBrain);
        }
    }

    /// <summary>A quality with what was kept: where the zone holds brain, the map is not right there.</summary>
    public DefaceQuality AddTo(DefaceQuality quality) => Voxels == 0 ? quality : quality.Doubted(
        [$"{Counted.Of(Voxels, "voxel")} of what looks like brain, where the face is expected, "
            + $"{(Voxels == 1 ? "was" : "were")} kept"]);
}
