using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>Judges a defacing by what the scan shows, not by what was meant.</summary>
internal static class DefaceAssessment
{
    /// <summary>Tissue expected in the face, but found missing, beyond which the face was gone before.</summary>
    private const double MissingFace = 0.5;

    /// <summary>
    /// Registration scores below this are doubtful. Heads of twelve scanners, turned and thick ones, T2-weighted ones
    /// and computed tomography too, score 0.77 and more; what is no head reaches 0.74.
    /// </summary>
    private const double DoubtfulScore = 0.72;

    /// <summary>
    /// Face agreements below this are doubtful: right transforms reach 0.75 and more, but for heads that are bent back
    /// or thick in slices; of those wrong by 15 mm or 20 degrees 1 of 100 reaches this (docs/defacing.md).
    /// </summary>
    private const double DoubtfulAgreement = 0.72;

    /// <summary>A face that fits better elsewhere by no more than this fits as well here: what right transforms gain.
    /// </summary>
    private const double EvenAgreement = 0.015;

    /// <summary>
    /// Cavities with less tissue than this are doubtful: heads show 0.95 and more, also with their face removed; the
    /// lower half of a head 0.3 (docs/defacing.md).
    /// </summary>
    private const double DoubtfulCavity = 0.8;

    /// <summary>With less of it there is no telling whether the face is gone or elsewhere.</summary>
    private const double LeastCavity = 0.5;

    private const double LargestRemaining = 0.01;

    /// <summary>Judges a defacing.</summary>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="alignment">Where the scan was believed to lie in it.</param>
    /// <param name="anatomy">What the atlas then says about the scan.</param>
    /// <param name="region">What was to be removed.</param>
    /// <param name="mask">What was removed.</param>
    public static DefaceQuality Assess(HeadAtlas atlas, HeadAlignment alignment, ScanAnatomy anatomy,
        DefaceRegion region, Mask mask)
    {
        using var scope = NewDisposeScope();
        var missing = 1 - FaceTissue.Present(anatomy);
        var brain = ((anatomy.Depth(region) > 0) & (anatomy.Cavity > 0.5)).sum().ToInt64();
        var agreement = FaceAgreement.Measure(atlas, anatomy);
        var cavity = CavityTissue.Present(atlas, alignment, anatomy);
        var (inView, remaining) = SurveyFace(atlas, alignment, anatomy, mask);
        var reasons = Reasons(alignment.Score, cavity, agreement, missing, remaining, brain).ToArray();
        return new DefaceQuality
        {
            Status = reasons.Length == 0 ? DefaceStatus.Good
                : missing > MissingFace && alignment.Score >= DoubtfulScore && cavity >= LeastCavity
                    ? DefaceStatus.AlreadyDefaced
                : DefaceStatus.Doubtful,
            RegistrationScore = alignment.Score,
            FaceAgreement = agreement.Here,
            BrainVoxelsRemoved = brain,
            FaceRemaining = remaining,
            FaceInView = inView,
            Reasons = reasons,
        };
    }

    /// <summary>
    /// Share of the average face that lies in the scan's field of view, and the share of that which the mask leaves.
    /// The points are carried from the atlas to the scan, not the way the mask was made, so a map that folds shows.
    /// </summary>
    private static (double InView, double Remaining) SurveyFace(HeadAtlas atlas, HeadAlignment alignment,
        ScanAnatomy anatomy, Mask mask)
    {
        var (inView, points) = FaceVoxels(atlas, alignment, mask.Grid, anatomy);
        var remaining = inView.Count(voxel => mask.Voxels.Span[voxel] == 0);
        return (inView.Count / (double)points, inView.Count == 0 ? 0 : remaining / (double)inView.Count);
    }

    /// <summary>The voxels at those points of the average face that lie in a field of view and were measured, and how
    /// many points it has.</summary>
    private static (List<int> InView, int Points) FaceVoxels(
        HeadAtlas atlas, HeadAlignment alignment, VoxelGrid grid, ScanAnatomy? anatomy)
    {
        using var scope = NewDisposeScope();
        var face = alignment.ToScan(FaceTissue.AtlasPoints(atlas, FaceTissue.SurelyFace));
        var measured = anatomy is null ? face : face[anatomy.WasMeasuredAt(face)];
        // Flat: the array of an empty tensor of two axes cannot be had.
        var index = Resampling.Transform(measured, grid.World2Grid).round().reshape(-1).cpu().data<float>().ToArray();
        var inView = new List<int>();
        for (var point = 0; point < index.Length; point += 3)
        {
            if (grid.Find((int)index[point], (int)index[point + 1], (int)index[point + 2]) is { } voxel)
            {
                inView.Add(voxel);
            }
        }

        return (inView, (int)face.shape[0]);
    }

    /// <summary>Share of the average face that lies in a field of view, 0 to 1.</summary>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="alignment">Where the head lies in it.</param>
    /// <param name="grid">The field of view.</param>
    /// <param name="anatomy">What is known of the scan, so that what was never measured is not in view; null for images
    /// that are blank in most places by their nature.</param>
    public static double FaceInView(
        HeadAtlas atlas, HeadAlignment alignment, VoxelGrid grid, ScanAnatomy? anatomy = null)
    {
        var (inView, points) = FaceVoxels(atlas, alignment, grid, anatomy);
        return inView.Count / (double)points;
    }

    private static IEnumerable<string> Reasons(double score, double cavity, FaceAgreement agreement, double missing,
        double remaining, long brain)
    {
        if (missing > MissingFace)
        {
            yield return FormattableString.Invariant($"{missing:P0} of the face was missing before");
        }

        if (score < DoubtfulScore)
        {
            yield return FormattableString.Invariant(
                $"the registration score is {score:0.00}, below {DoubtfulScore:0.00}");
        }

        if (cavity < DoubtfulCavity)
        {
            yield return FormattableString.Invariant($"{1 - cavity:P0} of the brain is empty or out of view");
        }

        if (!(agreement.Here >= DoubtfulAgreement))
        {
            yield return FormattableString.Invariant(
                $"the face does not look like the one expected there (agreement {agreement.Here:0.00}, ")
                + FormattableString.Invariant($"below {DoubtfulAgreement:0.00})");
        }

        if (agreement.Elsewhere > agreement.Here + EvenAgreement)
        {
            yield return FormattableString.Invariant(
                $"the face fits better beside where it was taken to be (agreement {agreement.Elsewhere:0.00} ")
                + FormattableString.Invariant($"against {agreement.Here:0.00})");
        }

        if (remaining > LargestRemaining)
        {
            yield return FormattableString.Invariant($"{remaining:P1} of the face is still there");
        }

        if (brain > 0)
        {
            yield return Counted.Of(
                brain, "voxel of the estimated brain was removed", "voxels of the estimated brain were removed");
        }
    }
}
