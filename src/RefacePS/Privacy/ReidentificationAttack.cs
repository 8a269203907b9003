using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Reports;
using TorchSharp;

namespace RefacePS.Privacy;

/// <summary>
/// Looks faces up in a gallery of people and sees how often they find their owners. Volumes are reduced to their faces
/// as they come, and not held: a gallery and its probes may be given in any order, one by one.
/// </summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
/// <param name="options">How.</param>
public sealed class ReidentificationAttack(HeadAtlas atlas, torch.Device device, ReidentificationOptions options)
{
    /// <summary>The name of the gallery's scans where they are left out.</summary>
    internal const string Gallery = "Gallery";

    /// <summary>The name of the altered copies of the gallery.</summary>
    internal const string Control = "Control";

    /// <summary>The name of the average face that is carried to every head.</summary>
    internal const string AverageFace = "AverageFace";

    /// <summary>A face of which less lies in the field of view, as a share of the window, is left out.</summary>
    private const double LeastInView = 0.6;

    private readonly FaceReader reader = new(atlas, device);
    private readonly List<BiometricSample> gallery = [];
    private readonly List<BiometricSample> control = [];
    private readonly List<BiometricSample> probes = [];
    private readonly List<RiskExclusion> exclusions = [];

    /// <summary>Scans that took no part so far, and why.</summary>
    public IReadOnlyList<RiskExclusion> Exclusions => exclusions;

    /// <summary>The identity of the face that the kept part of a probe predicts.</summary>
    internal static FaceIdentity Predicted(FaceIdentity probe) =>
        probe with { Variant = $"{probe.Variant}, predicted" };

    /// <summary>Takes the scan of a person with the true face into the gallery; and an altered copy of it, as the
    /// options say.</summary>
    /// <param name="original">The scan.</param>
    /// <param name="subject">Whose head it is.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="RiskException">The subject is unknown or has a scan in the gallery already, or the face is out
    /// of view. The scan is left out and listed.</exception>
    /// <exception cref="HeadNotFoundException">No head was found. The scan is left out and listed.</exception>
    public void AddToGallery(Volume original, string? subject, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(original);
        var identity = new FaceIdentity(subject ?? string.Empty, original.Session, Gallery, null, original.Path);
        gallery.Add(Take(identity, original, taken => taken.Subject == subject, gallery, null, cancel));
        if (options.WithControl)
        {
            var copy = ControlCopy.Create(original, options.Seed, device);
            control.Add(Take(identity with { Variant = Control }, copy, _ => false, control, null, cancel));
        }
    }

    /// <summary>Takes a face that is to be looked up.</summary>
    /// <param name="probe">The scan.</param>
    /// <param name="subject">Whose head it is.</param>
    /// <param name="variant">What the face is: the set that it belongs to, with the model of the volume.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <inheritdoc cref="AddToGallery"/>
    public void AddProbe(Volume probe, string? subject, string variant, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(probe);
        var identity = new FaceIdentity(subject ?? string.Empty, probe.Session, variant, probe.Model, probe.Path);
        probes.Add(Take(identity, probe, taken => (taken with { Path = null }) == (identity with { Path = null }),
            probes, PredictorFor(identity.Subject, probe.Subject), cancel));
    }

    /// <summary>Looks all faces up.</summary>
    /// <exception cref="RiskException">The gallery has fewer than two heads, or there is no face to look
    /// up.</exception>
    public ReidentificationSummary Run(CancellationToken cancel = default)
    {
        if (gallery.Count < 2)
        {
            throw new RiskException(
                RiskFault.GalleryTooSmall,
                $"The gallery has {Counted.Of(gallery.Count, "usable head")}: nobody can be told from others. "
                    + $"Give originals of at "
                    + $"least two people.");
        }

        var owned = probes.Where(HasOwner).ToArray();
        if (owned.Length == 0)
        {
            throw new RiskException(RiskFault.NoProbes, NoProbes());
        }

        BiometricSample[] orphans = [.. probes.Except(owned)];
        exclusions.AddRange(orphans.Select(face => face.Identity.Excluded(
            RiskExclusionReason.OwnerNotInGallery,
            $"The gallery has no usable original of '{face.Identity.Subject}', so its rank has no meaning.")));
        return new GallerySearch(gallery, control, options).Run(owned, exclusions, cancel);
    }

    /// <summary>The predictor of a face; null where it has learned from that of its owner, by either name.</summary>
    private FacePredictor? PredictorFor(string subject, string? name) =>
        options.Predictor is { } predictor && !predictor.HasSeen(subject) && !(name is not null
            && predictor.HasSeen(name)) ? predictor : null;

    private string NoProbes()
    {
        const string Way = "Give defaced or refaced scans of the same people.";
        return probes.Count == 0
            ? $"There is no face to look up. {Way}"
            : $"There is no face to look up whose owner is in the gallery: the faces are those of "
                + $"{NameList.Of(probes.Select(SubjectOf).Distinct())}, "
                + $"the gallery holds {NameList.Of(gallery.Select(SubjectOf))}. {Way}";
    }

    private static string SubjectOf(BiometricSample face) => face.Identity.Subject;

    private bool HasOwner(BiometricSample face) =>
        gallery.Exists(owner => owner.Identity.Subject == face.Identity.Subject);

    /// <summary>Reduces a scan to its face; what cannot take part is listed before its fault is thrown.</summary>
    private BiometricSample Take(
        FaceIdentity identity, Volume volume, Predicate<FaceIdentity> isSame, List<BiometricSample> taken,
        FacePredictor? predictor, CancellationToken cancel)
    {
        try
        {
            if (identity.Subject.Length == 0)
            {
                throw new RiskException(
                    RiskFault.SubjectUnknown,
                    $"It is not known whose head '{volume.Name}' shows. Name its file by its subject, or mend "
                        + $"-SubjectPattern.");
            }

            if (taken.Exists(face => isSame(face.Identity)))
            {
                throw new RiskException(
                    RiskFault.DuplicateSubject,
                    $"'{volume.Name}' is left out: there is a scan of '{identity.Subject}' of the kind "
                        + $"{identity.Variant} already.");
            }

            var measured = reader.Read(
                volume, predictor, options.Watch is { } watch ? (head, predicted) => watch(identity, head, predicted)
                : null, cancel);
            return measured.Face.InView >= LeastInView ? new(identity, measured)
                : throw new RiskException(RiskFault.FaceOutOfView, string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{volume.Name}' is left out: {measured.Face.InView:P0} of the face's window lies in its field of "
                        + $"view, less than {LeastInView:P0}."));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            exclusions.Add(identity.Excluded(ReasonOf(fault), fault.Message) with
                { Subject = identity.Subject.Length == 0 ? null : identity.Subject });
            throw;
        }
    }

    private static RiskExclusionReason ReasonOf(Exception fault) => fault switch
    {
        HeadNotFoundException => RiskExclusionReason.HeadNotFound,
        RiskException { Fault: RiskFault.SubjectUnknown } => RiskExclusionReason.SubjectUnknown,
        RiskException { Fault: RiskFault.DuplicateSubject } => RiskExclusionReason.DuplicateSubject,
        RiskException { Fault: RiskFault.FaceOutOfView } => RiskExclusionReason.FaceOutOfView,
        _ => RiskExclusionReason.Failed,
    };
}
