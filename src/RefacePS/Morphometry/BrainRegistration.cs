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
    private const double CoarseSpacing = 8;
    private const double MiddleSpacing = 4;

    /// <summary>The finest detail given; the network sees what is finer for itself: 2 mm here would take four times as
    /// long.</summary>
    private const double FineSpacing = 3;

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

    /// <summary>Aligns a brain.</summary>
    /// <param name="brain">The box round the cavity, at <see cref="WorkingBrain.Spacing"/>.</param>
    /// <param name="head">Where the head lies: scan world to atlas world.</param>
    /// <param name="cancel">Ends the work.</param>
    public HeadAlignment Align(Image brain, AffineMatrix head, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var fineBrain = Resampling.Shrink(brain, FineSpacing);
        using var middleBrain = Resampling.Shrink(brain, MiddleSpacing);
        using var coarseBrain = Resampling.Shrink(middleBrain, CoarseSpacing);
        var affine = AlignAffine(middleBrain, head, cancel);
        using var coarseField = Refine(coarse, coarseBrain, affine.Scan2Template, null, CoarseSchedule, cancel);
        using var middleField = Refine(middle, middleBrain, affine.Scan2Template, coarseField, MiddleSchedule, cancel);
        return new HeadAlignment(affine.Scan2Template,
            Refine(fine, fineBrain, affine.Scan2Template, middleField, FineSchedule, cancel), affine.Score);
    }

    private AffineResult AlignAffine(Image brain, AffineMatrix head, CancellationToken cancel)
    {
        using var all = ScanSamples.Create(brain, MiddleSpacing, 0.5);
        using var mask = Reach(all.Points, head) > SampleWeight;
        using var samples = all.Where(mask);
        return AffineRegistration.Refine(middle, samples, head, AffineFreedom.Full, 15, cancel);
    }

    private DisplacementField Refine(
        Template template, Image brain, AffineMatrix affine, DisplacementField? start,
        DeformableRegistration.Schedule schedule, CancellationToken cancel)
    {
        using var points = Resampling.WorldPoints(brain.Grid, brain.Voxels.device);
        using var weights = Reach(points, affine);
        return DeformableRegistration.Refine(template, brain, affine, start, schedule, weights, cancel);
    }

    private Tensor Reach(Tensor points, AffineMatrix scan2Atlas)
    {
        using var scope = NewDisposeScope();
        return Resampling.SampleWorld(reach.Voxels.unsqueeze(0), reach.Grid,
            Resampling.Transform(points, scan2Atlas))[0].MoveToOuterDisposeScope();
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
