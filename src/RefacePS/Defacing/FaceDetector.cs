using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Files;
using RefacePS.HeadCoordinates;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>Tells whether a scan still shows a face: finds the head, and looks for tissue where the face should
/// be.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
public sealed class FaceDetector(HeadAtlas atlas, Device device)
{
    /// <summary>From this share of the expected tissue on there is a face (docs/operations.md).</summary>
    public const double FaceFrom = 0.5;

    /// <summary>Up to this share of the expected tissue there is none.</summary>
    public const double NoFaceUpTo = 0.25;

    /// <summary>
    /// Tissue that agrees less than this with the average face may be another part of a head that was placed wrongly:
    /// heads with their faces reach 0.51 and more, heads without 0.48 and less, but for one with 0.55
    /// (docs/operations.md).
    /// </summary>
    public const double FaceLikeFrom = 0.5;

    /// <summary>From this agreement with the average face, deep inside, on there is a face, if too dark to count as
    /// tissue (docs/operations.md).</summary>
    public const double DarkFaceFrom = 0.3;

    /// <summary>
    /// Limits of a face that is gone by the first look alone, where the second one sees no head: no more of its tissue
    /// than this, in a head that is explained so well, with so much of the face in view. Heads that a coil behind them
    /// left dark in front show 0.13 to 0.2 of their faces' tissue, and all of their skin.
    /// </summary>
    private const double SurelyGone = 0.1, SurelyFound = 0.7, LeastInView = 0.05;

    /// <summary>Shapes smaller than this, mL, show no face.</summary>
    private const double SmallestFace = 20;

    /// <summary>Looks at a scan.</summary>
    /// <param name="scan">The scan; of a series the first frame that shows anything, those that lie otherwise, and the
    /// one that shows most where the first is empty.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>What was found; of several frames the worst.</returns>
    public FaceCheck Check(Volume scan, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scan);
        using var memory = ProcessMemory.TrimAfterwards();
        return Check(scan, ClaimOf(scan), cancel);
    }

    /// <summary>A volume that was treated here needs no sidecar that says so.</summary>
    private static SidecarClaim ClaimOf(Volume volume) => volume.Kind == VolumeKind.Original ? Sidecar.ClaimOf(volume)
        : new(IsMarked: false, volume.Kind, IsVerified: true);

    private FaceCheck Check(Volume scan, SidecarClaim claim, CancellationToken cancel)
    {
        return Frames().Distinct().Select(CheckFrame).MaxBy(check => Severity(check.Status))!;

        IEnumerable<int> Frames() => scan.FrameCount == 1 ? [0]
            : [FrameSeries.First(scan), .. FrameSeries.Misfits(scan, device, cancel),
                .. FrameSeries.Fuller(scan, device, cancel)];

        FaceCheck CheckFrame(int frame)
        {
            using var image = Image.FromVolume(scan, device, frame);
            return Check(scan, claim, image, cancel);
        }
    }

    /// <summary>Looks at labels or at a computed map: at what they are the shape of, where they show no head
    /// themselves. The shape of a brain, of what a defacing took, or of something small, shows no face.</summary>
    /// <param name="map">The map.</param>
    /// <param name="cancel">Ends the work.</param>
    public FaceCheck CheckMap(Volume map, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        using var memory = ProcessMemory.TrimAfterwards();
        using var scope = NewDisposeScope();
        using var content = new ImageContent(map, device);
        var claim = ClaimOf(map);
        if (content.Milliliters < SmallestFace || RemovedBlock.IsIn(map, content.Support))
        {
            return Described(map, claim, FaceCheckStatus.NoFace, score: 0);
        }

        var own = LabelContent.IsIn(map) ? null : Check(map, claim, cancel);
        if (own is not null && (!content.HasBackground || own.Status != FaceCheckStatus.HeadNotFound))
        {
            return own;
        }

        // Where air has a label, what has none is the shape.
        var inside = content.IsAtBorder ? content.Support.logical_not() : content.Support;
        using var shape = new Image(map.Grid, inside.to(float32));
        return CheckShape(map, claim, shape, cancel);
    }

    private FaceCheck CheckShape(Volume map, SidecarClaim claim, Image shape, CancellationToken cancel)
    {
        using var whole = atlas.Registration.Align(shape, map.HasWorld, cancel);
        using var brain = atlas.BrainRegistration.Align(shape, map.HasWorld, cancel);
        if (brain.Score >= HeadFinder.LowestScore && brain.Score > whole.Score)
        {
            return Described(map, claim, FaceCheckStatus.NoFace, brain.Score);
        }

        // A shape without its face may look like one that lies otherwise; its crown does not.
        var kept = atlas.Registration.RefinePart(
            shape, whole.Scan2Atlas, points => KeptPart.Contains(atlas, points), cancel);
        using var alignment = new HeadAlignment(kept.Scan2Template, DisplacementField.Zero(map.Grid, device),
            kept.Score);
        if (whole.Score < HeadFinder.LowestScore || kept.Score < HeadFinder.LowestScore)
        {
            return Described(map, claim, FaceCheckStatus.HeadNotFound, whole.Score);
        }

        using var anatomy = ScanAnatomy.Of(shape, atlas, alignment);
        return Look(map, claim, anatomy, alignment);
    }

    private FaceCheck Check(Volume scan, SidecarClaim claim, Image image, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        if (!HeadFinder.HasPlausibleView(scan))
        {
            return Described(scan, claim, FaceCheckStatus.HeadNotFound, score: 0);
        }

        using var legible = LegibleScan.Of(image);
        using var seen = SeenScan.Of(legible, scan.HasWorld, HeadCoordinateModel.Shipped(device));
        return Agreed(Found(), SecondLook.Of(seen, atlas));

        FaceCheck Found()
        {
            try
            {
                using var alignment = HeadFinder.Find(atlas, scan, legible, cancel);
                using var anatomy = new ScanAnatomy(legible, atlas, alignment);
                return Look(scan, claim, anatomy, alignment);
            }
            catch (HeadNotFoundException e)
            {
                return Described(scan, claim, FaceCheckStatus.HeadNotFound, e.Score);
            }
        }
    }

    /// <summary>A face that the second look alone sees is for a person to look at, and so is one that the first look
    /// alone misses, unless it is sure.</summary>
    internal static FaceCheck Agreed(FaceCheck check, SecondLook look)
    {
        var seen = check with { FaceShown = look.FaceShown };
        return check.Status switch
        {
            FaceCheckStatus.NoFace or FaceCheckStatus.HeadNotFound when look.Verdict == FaceCheckStatus.Face =>
                Doubted(FormattableString.Invariant($"a second look sees {look.FaceShown:P0} of a face")),
            FaceCheckStatus.NoFace when double.IsNaN(look.FaceShown) && !(check.FaceTissue <= SurelyGone
                && check.RegistrationScore >= SurelyFound && check.FaceInView >= LeastInView) =>
                Doubted("a second look does not see a head"),
            _ => seen,
        };

        FaceCheck Doubted(string reason) => seen with { Status = FaceCheckStatus.Uncertain, Reasons = [reason] };
    }

    /// <summary>Urgency with which a verdict asks for a person; of a face there is no doubt.</summary>
    private static int Severity(FaceCheckStatus status) => status switch
    {
        FaceCheckStatus.Face => 4,
        FaceCheckStatus.Uncertain => 3,
        FaceCheckStatus.HeadNotFound => 2,
        FaceCheckStatus.ArtificialFace => 1,
        _ => 0,
    };

    private static FaceCheck Described(
        Volume scan, SidecarClaim claim, FaceCheckStatus status, double score) => new()
    {
        Path = scan.Path ?? scan.Name,
        Status = status,
        FaceTissue = double.NaN,
        FaceAgreement = double.NaN,
        FaceInView = double.NaN,
        RegistrationScore = score,
        IsMarked = claim.IsMarked,
        IsVerified = claim.IsVerified,
        Reasons = status == FaceCheckStatus.HeadNotFound ? ["no head was found"] : [],
    };

    private FaceCheck Look(Volume scan, SidecarClaim claim, ScanAnatomy anatomy, HeadAlignment alignment)
    {
        var (tissue, agreement) = (FaceTissue.Present(anatomy), FaceAgreement.Measure(atlas, anatomy).Here);
        var inView = DefaceAssessment.FaceInView(atlas, alignment, scan.Grid, anatomy);
        var isArtificial = claim is { Kind: VolumeKind.Refaced or VolumeKind.Raw, IsVerified: true };
        string[] doubts = tissue <= NoFaceUpTo ? [.. Remains(anatomy, inView)]
            : [.. Doubts(tissue, agreement, inView, isArtificial)];
        return new FaceCheck
        {
            Path = scan.Path ?? scan.Name,
            Status = doubts.Length > 0 ? FaceCheckStatus.Uncertain
                : tissue <= NoFaceUpTo ? FaceCheckStatus.NoFace
                : isArtificial ? FaceCheckStatus.ArtificialFace : FaceCheckStatus.Face,
            Reasons = doubts,
            FaceTissue = tissue,
            FaceAgreement = agreement,
            FaceInView = inView,
            RegistrationScore = alignment.Score,
            IsMarked = claim.IsMarked,
            IsVerified = claim.IsVerified,
        };
    }

    /// <summary>Reasons why a face of which little is tissue may show a person all the same.</summary>
    private static IEnumerable<string> Remains(ScanAnatomy anatomy, double inView)
    {
        if (FaceParts.MostShown(anatomy) >= FaceParts.ShownFrom)
        {
            yield return "an eye, the nose or the mouth is there";
        }

        if (FoldedFace.Section(anatomy) > 0)
        {
            yield return "the face may be folded over, to the opposite border of the field of view";
        }

        if (inView >= LeastInView && FaceAgreement.Inside(anatomy) >= DarkFaceFrom)
        {
            yield return "a face is there that is darker than other tissue";
        }
    }

    /// <summary>Reasons why tissue where the face should be may be none of a face, or little of one.</summary>
    private static IEnumerable<string> Doubts(double tissue, double agreement, double inView, bool isArtificial)
    {
        if (!(tissue >= FaceFrom))
        {
            yield return FormattableString.Invariant($"{tissue:P0} of the face's tissue is there");
        }
        else if (!isArtificial && !(agreement >= FaceLikeFrom))
        {
            yield return "tissue is there that does not look like a face";
        }
        else if (!isArtificial && inView < LeastInView)
        {
            yield return "hardly any of the face is in view";
        }
    }
}
