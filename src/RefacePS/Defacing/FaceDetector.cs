using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Files;
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
    /// heads with their faces reach 0.51 and more, heads without 0.48 and less (docs/operations.md).
    /// </summary>
    public const double FaceLikeFrom = 0.5;

    /// <summary>Looks at a scan.</summary>
    /// <param name="scan">The scan; of a 4-D one the first frame.</param>
    /// <param name="cancel">Ends the work.</param>
    public FaceCheck Check(Volume scan, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scan);
        using var heap = NativeHeap.TrimAfterwards();
        using var scope = NewDisposeScope();
        using var image = Image.FromVolume(scan, device);
        try
        {
            using var alignment = HeadFinder.Find(atlas, scan, image, cancel);
            return Look(scan, image, alignment);
        }
        catch (HeadNotFoundException e)
        {
            return new FaceCheck
            {
                Path = scan.Path ?? scan.Name,
                Status = FaceCheckStatus.HeadNotFound,
                FaceTissue = double.NaN,
                FaceAgreement = double.NaN,
                FaceInView = double.NaN,
                RegistrationScore = e.Score,
                IsMarked = Sidecar.IsMarked(scan),
                IsVerified = Sidecar.IsOf(scan),
            };
        }
    }

    private FaceCheck Look(Volume scan, Image image, HeadAlignment alignment)
    {
        using var anatomy = new ScanAnatomy(image, atlas, alignment);
        var (tissue, agreement) = (FaceTissue.Present(anatomy), FaceAgreement.Measure(atlas, anatomy).Here);
        return new FaceCheck
        {
            Path = scan.Path ?? scan.Name,
            Status = StatusOf(tissue, agreement, scan),
            FaceTissue = tissue,
            FaceAgreement = agreement,
            FaceInView = DefaceAssessment.FaceInView(atlas, alignment, scan.Grid),
            RegistrationScore = alignment.Score,
            IsMarked = Sidecar.IsMarked(scan),
            IsVerified = Sidecar.IsOf(scan),
        };
    }

    private static FaceCheckStatus StatusOf(double tissue, double agreement, Volume scan) => tissue switch
    {
        <= NoFaceUpTo => FaceCheckStatus.NoFace,
        >= FaceFrom when Sidecar.KindOf(scan) == VolumeKind.Refaced && Sidecar.IsOf(scan) =>
            FaceCheckStatus.ArtificialFace,
        >= FaceFrom when agreement >= FaceLikeFrom => FaceCheckStatus.Face,
        _ => FaceCheckStatus.Uncertain,
    };
}
