using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>
/// Aligns the inside of a skull with an average brain, starting from where the whole head lies. Only what is in the
/// intracranial cavity and close round it counts, so that a face that is missing or artificial moves nothing.
/// </summary>
internal sealed class BrainRegistration : IDisposable
{
    /// <summary>Voxel size (mm) of the affine part.</summary>
    public const double MiddleSpacing = 4;

    private const double CoarseSpacing = 8;

    /// <summary>The finest detail given; the network sees what is finer for itself: 2 mm here would take four times as
    /// long.</summary>
    private const double FineSpacing = 3;

    /// <summary>After the second round what counts changes no more, unless the map still moves.</summary>
    private const int FewestRounds = 2, MostRounds = 4;

    /// <summary>Samples of an affine step lie where the widened cavity has more than this weight.</summary>
    private const double SampleWeight = 0.3;

    /// <summary>Standard deviation (voxels of the atlas) by which the cavity is widened.</summary>
    private const double Widening = 2;

    private static readonly DeformableRegistration.Schedule CoarseSchedule = new(15, 1.0, 0.7);
    private static readonly DeformableRegistration.Schedule MiddleSchedule = new(20, 1.2, 0.8);
    private static readonly DeformableRegistration.Schedule FineSchedule = new(15, 1.0, 0.8);

    private readonly Template coarse;
    private readonly Template middle;
    private readonly Template fine;
    private readonly Image reach;

    /// <summary>Prepares for an average brain.</summary>
    /// <param name="average">The average, 0 to 1, skull included.</param>
    /// <param name="cavity">Probability of the intracranial cavity, 0 to 1.</param>
    public BrainRegistration(Image average, Image cavity)
    {
        using var scope = NewDisposeScope();
        coarse = new Template(average, CoarseSpacing, 0.5);
        middle = new Template(average, MiddleSpacing, 0.5);
        fine = new Template(average, FineSpacing, 0.5);
        reach = new Image(cavity.Grid, (Resampling.Smooth(cavity.Voxels.unsqueeze(0), Widening).squeeze(0) * 2)
            .clamp(0, 1));
    }

    /// <summary>Bends the average onto a brain.</summary>
    /// <param name="brain">The box round the cavity, at <see cref="WorkingBrain.Spacing"/>.</param>
    /// <param name="affine">Where it lies: the affine part of the alignment.</param>
    /// <param name="blanked">What was blanked in the scan, and does not count; null where nothing was.</param>
    /// <param name="cancel">Ends the work.</param>
    public HeadAlignment Align(Image brain, AffineResult affine, BlankedBlocks? blanked, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var fineBrain = Resampling.Shrink(brain, FineSpacing);
        using var middleBrain = Resampling.Shrink(brain, MiddleSpacing);
        using var coarseBrain = Resampling.Shrink(middleBrain, CoarseSpacing);
        using var coarseField = Refine(coarse, coarseBrain, null, CoarseSchedule);
        using var middleField = Refine(middle, middleBrain, coarseField, MiddleSchedule);
        return new HeadAlignment(affine.Scan2Template, Refine(fine, fineBrain, middleField, FineSchedule),
            affine.Score);

        DisplacementField Refine(
            Template template, Image image, DisplacementField? start, DeformableRegistration.Schedule schedule)
        {
            using var points = Resampling.WorldPoints(image.Grid, image.Voxels.device);
            using var weights = Reach(points, affine.Scan2Template, blanked);
            return DeformableRegistration.Refine(
                template, image, affine.Scan2Template, start, schedule, weights, cancel);
        }
    }

    /// <summary>Share of a brain that the average explains where it was laid: the correlation ratio, 0 to 1, after all
    /// steps; 0 where none of it is in view.</summary>
    /// <param name="brain">The box round the cavity.</param>
    /// <param name="alignment">Where it lies in the atlas.</param>
    /// <param name="blanked">What was blanked in the scan, and does not count; null where nothing was.</param>
    public double Agreement(Image brain, HeadAlignment alignment, BlankedBlocks? blanked)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(brain, FineSpacing);
        var points = Resampling.WorldPoints(shrunk.Grid, shrunk.Voxels.device);
        var places = alignment.ToAtlas(points);
        var near = Reach(places, AffineMatrix.Identity, blanked: null) > SampleWeight;
        near = blanked is null ? near : near & ~blanked.Contains(points);
        var values = shrunk.Voxels.reshape(-1)[near];
        var ratio = values.shape[0] == 0 ? 0 : ContrastModel.CorrelationRatio(fine.Sample(places[near]), values);
        return double.IsFinite(ratio) ? ratio : 0;
    }

    /// <summary>Finds a brain by an affine map.</summary>
    /// <param name="brain">The box round the cavity, at <see cref="MiddleSpacing"/>.</param>
    /// <param name="head">Where it is believed to lie: scan world to atlas world.</param>
    /// <param name="blanked">What was blanked in the scan, and does not count; null where nothing was.</param>
    /// <param name="cancel">Ends the work.</param>
    public AffineResult AlignAffine(
        Image brain, AffineMatrix head, BlankedBlocks? blanked, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var all = ScanSamples.Create(brain, MiddleSpacing, 0.5);
        var result = AffineResult.Unmatched(head);
        for (var round = 0; round < MostRounds && !(result.Converged && round >= FewestRounds); round++)
        {
            // What counts moves with the map; else where the whole head was believed would show in the result.
            using var mask = Reach(all.Points, result.Scan2Template, blanked) > SampleWeight;
            using var samples = all.Where(mask);
            result = AffineRegistration.Refine(
                middle, samples, result.Scan2Template, AffineFreedom.Full, 15, cancel);
        }

        return result;
    }

    /// <summary>Weights of points, [N]: 1 in the cavity and close round it, 0 elsewhere and in what was
    /// blanked.</summary>
    private Tensor Reach(Tensor points, AffineMatrix scan2Atlas, BlankedBlocks? blanked)
    {
        using var scope = NewDisposeScope();
        var near = Resampling.SampleWorld(reach, Resampling.Transform(points, scan2Atlas));
        return (blanked is null ? near : near.masked_fill(blanked.Contains(points), 0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        coarse.Dispose();
        middle.Dispose();
        fine.Dispose();
        reach.Dispose();
    }
}
