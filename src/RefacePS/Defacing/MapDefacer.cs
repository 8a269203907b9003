using RefacePS.Atlases;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// Sets the face of labels and of computed maps to 0. A map takes the place of a head of its session only where what it
/// shows lies there; it is never better than that head.
/// </summary>
/// <param name="defacer">Places maps that show a head of their own.</param>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
internal sealed class MapDefacer(Defacer defacer, HeadAtlas atlas, Device device)
{
    /// <summary>Labels of a brain that lose more than this share to the face zone lie otherwise than
    /// believed.</summary>
    private const double LargestBrainLoss = 0.001;

    /// <summary>Sets the face of a map to 0.</summary>
    /// <param name="map">The map.</param>
    /// <param name="kind">What its values are.</param>
    /// <param name="heads">The heads of the session whose place is known, nearest first; at least one unless the map is
    /// a quantity.</param>
    /// <param name="region">What to remove.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The map with its mask, and with a quality that is Doubtful where nothing says that the place is
    /// right.</returns>
    /// <exception cref="HeadNotFoundException">It shows no head, and there is no other.</exception>
    public Volume Clear(
        Volume map, MapContent kind, IReadOnlyList<PlacedHead> heads, DefaceRegion region, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var content = new ImageContent(map, device);
        foreach (var head in heads)
        {
            cancel.ThrowIfCancellationRequested();
            var fit = Fit(head, map, content, kind);
            if (fit.Passes && At(head, map, content, fit, region, Reasons(head), cancel) is var cleared
                && (fit.IsSure || cleared.Quality!.SecondLook == FaceCheckStatus.NoFace))
            {
                return cleared;
            }
        }

        if (kind == MapContent.Quantity)
        {
            return ByItself(map, heads, region, cancel);
        }

        var reason = $"it does not lie where the head of '{heads[0].Scan.Name}' lies, by what it shows";
        return At(heads[0], map, content, default, region, [reason], cancel);
    }

    /// <summary>Frames of labels are parts of their own, and the worst counts; those of other maps show one
    /// thing.</summary>
    private MapFit Fit(PlacedHead head, Volume map, ImageContent all, MapContent kind)
    {
        if (kind == MapContent.Quantity || map.FrameCount == 1)
        {
            return OfOne(all);
        }

        return Enumerable.Range(0, map.FrameCount).Select(frame =>
        {
            using var content = new ImageContent(FrameSeries.Frame(map, frame), device);
            return OfOne(content);
        }).MinBy(fit => fit.Passes ? (int)fit.Kind : -1);

        // What shows nothing has no face.
        MapFit OfOne(ImageContent content) =>
            content.Count == 0 ? new(MapFitKind.Brain, 1) : MapFit.Of(head, content, map.Grid, kind);
    }

    private static string[] Reasons(PlacedHead head) => head.Quality.Status == DefaceStatus.Doubtful
        ? [$"'{head.Scan.Name}', which says where the face is, is doubtful itself"] : [];

    /// <summary>A quantity of tissue shows the head as any scan does.</summary>
    private Volume ByItself(Volume map, IReadOnlyList<PlacedHead> heads, DefaceRegion region, CancellationToken cancel)
    {
        try
        {
            var (cleared, alignment) = defacer.DefaceLocated(map, region, cancel, fill: 0);
            alignment.Dispose();
            return cleared;
        }
        catch (HeadNotFoundException e) when (heads.Count > 0)
        {
            using var content = new ImageContent(map, device);
            var reason = $"it does not lie where the head of '{heads[0].Scan.Name}' lies, and shows none itself "
                + FormattableString.Invariant($"(score {e.Score:0.00})");
            return At(heads[0], map, content, default, region, [reason], cancel);
        }
    }

    private Volume At(
        PlacedHead head, Volume map, ImageContent content, MapFit fit, DefaceRegion region,
        IReadOnlyList<string> reasons, CancellationToken cancel)
    {
        using var image = Image.FromVolume(map, device, FrameSeries.First(map));
        using var anatomy = ScanAnatomy.Of(image, atlas, head.Alignment);
        var mask = Defacer.RemovedVoxels(map.Grid, anatomy, region);
        var brain = BrainVoxels(content, fit, anatomy, region, mask);
        string[] all = brain > content.Count * LargestBrainLoss || (fit.Kind != MapFitKind.Brain && brain > 0)
            ? [.. reasons, $"{Counted.Of(brain, "voxel of the brain was", "voxels of the brain were")} removed"]
            : [.. reasons];
        var quality = new DefaceQuality
        {
            Status = all.Length == 0 ? DefaceStatus.Good : DefaceStatus.Doubtful,
            RegistrationScore = Math.Min(head.Alignment.Score, fit.Agreement),
            FaceAgreement = head.Quality.FaceAgreement,
            BrainVoxelsRemoved = brain,
            FaceRemaining = 0,
            FaceInView = DefaceAssessment.FaceInView(atlas, head.Alignment, map.Grid),
            Reasons = all,
        };
        var cleared = Blanking.Blank(map, mask, fill: 0);
        var defaced = defacer.Defaced(cleared, head.Alignment, region, mask) with { Quality = quality };
        return fit.Kind == MapFitKind.Values ? LookedAt(defaced, map, cancel) : defaced;
    }

    /// <summary>The result with the face that a second look sees. A map need not show a head at all.</summary>
    private Volume LookedAt(Volume defaced, Volume map, CancellationToken cancel)
    {
        using var seen = SeenScan.Of(defaced, device);
        var look = SecondLook.Of(seen, atlas);
        var quality = look.Verdict == FaceCheckStatus.Face ? look.AddTo(defaced.Quality!, brainRemoved: 0)
            : defaced.Quality! with { SecondLook = look.Verdict, FaceShown = look.FaceShown };
        return defaced with
        {
            Quality = FrameSeries.Judge(quality, map, device, cancel),
            FaceSeen = look.FaceSeen(seen, atlas),
        };
    }

    /// <summary>Of a map that shows nothing but brain, all that was removed; else what the head's cavity
    /// loses.</summary>
    private static long BrainVoxels(
        ImageContent content, MapFit fit, ScanAnatomy anatomy, DefaceRegion region, Mask mask)
    {
        using var scope = NewDisposeScope();
        return fit.Kind == MapFitKind.Brain
            ? ((MaskConversion.ToTensor(mask, content.Support.device) > 0) & content.Support).sum().ToInt64()
            : ((anatomy.Depth(region) > 0) & (anatomy.Cavity > 0.5)).sum().ToInt64();
    }
}
