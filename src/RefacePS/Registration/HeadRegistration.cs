using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// Finds a head in a scan: start search, affine, then non-linear, coarse to fine. Any orientation, any contrast, with
/// or without a usable header. Built once for an atlas, then used for many scans.
/// </summary>
public sealed class HeadRegistration : IDisposable
{
    private const int AnyCandidates = 6;

    /// <summary>Poses that are not upright, of which the best are refined for every scan.</summary>
    private const int OtherCandidates = 4;

    /// <summary>Seven parameters are as well determined by this many samples as by more.</summary>
    private const int EnoughSimilaritySamples = 4_000;

    /// <summary>Number of samples that tell as well as more which of two ways a head lies, and where a part of it is to
    /// some millimeters.</summary>
    private const int EnoughRoughSamples = 8_000;

    /// <summary>Twelve parameters are as well determined by this many samples as by more.</summary>
    private const int EnoughFineSamples = 60_000;

    /// <summary>After the second round, what counts changes no more.</summary>
    private const int PartRounds = 2;

    /// <summary>A part of a head with fewer samples than this lies outside the field of view.</summary>
    private const int FewestPartSamples = 1000;

    /// <summary>
    /// Below this score at the coarse scale the fine one is asked too whether the head lies as its header says.
    /// </summary>
    private const double TrustedScore = 0.85;

    /// <summary>
    /// A lead that another way to lie does not make good at the fine scale. Seven heads led by 0.12 and more at the
    /// coarse one; a head that faces backwards can come closer by shear alone.
    /// </summary>
    private const double ClearLead = 0.06;

    /// <summary>Share of what surrounds a point that was never measured from which on smoothing has mixed the point
    /// with it.</summary>
    private const double Mixed = 0.2;

    private readonly Template coarse;
    private readonly Template fine;
    private readonly (double X, double Y, double Z) centre;

    /// <summary>Prepares for an average head with values 0 (air) to about 1.</summary>
    public HeadRegistration(Image average)
    {
        coarse = HeadScale.Coarse.TemplateOf(average);
        fine = HeadScale.Fine.TemplateOf(average);
        using var samples = ScanSamples.Create(average, HeadScale.Coarse.Spacing, 0);
        centre = samples.HeadCentre;
    }

    /// <summary>Aligns a scan. One that shows nothing at all scores 0.</summary>
    /// <param name="scan">The scan; real values of any contrast.</param>
    /// <param name="hasWorld">Whether its grid's orientation comes from the file (see
    /// <see cref="Volume.HasWorld"/>).</param>
    /// <param name="cancel">Ends the work.</param>
    public HeadAlignment Align(Image scan, bool hasWorld, CancellationToken cancel = default) =>
        Align(scan, hasWorld, blanked: null, cancel);

    /// <summary>Aligns a scan parts of which were blanked: these are left out.</summary>
    /// <param name="scan">The scan; real values of any contrast.</param>
    /// <param name="hasWorld">Whether its grid's orientation comes from the file (see
    /// <see cref="Volume.HasWorld"/>).</param>
    /// <param name="blanked">What was blanked; null where nothing was.</param>
    /// <param name="cancel">Ends the work.</param>
    internal HeadAlignment Align(Image scan, bool hasWorld, BlankedHead? blanked, CancellationToken cancel)
    {
        using var shrunk = HeadScale.Fine.Shrunk(scan);
        if (IsEven(shrunk))
        {
            return new HeadAlignment(AffineMatrix.Identity,
                new DisplacementField(shrunk.Grid, zeros_like(shrunk.Voxels).repeat(3, 1, 1, 1)), Score: 0);
        }

        var affine = AlignAffine(shrunk, hasWorld, blanked, cancel);
        using var coarseScan = HeadScale.Coarse.Shrunk(shrunk);
        using var coarseField = Deform(HeadScale.Coarse, coarse, coarseScan, null);
        return new HeadAlignment(
            affine.Scan2Template, Deform(HeadScale.Fine, fine, shrunk, coarseField), affine.Score);

        DisplacementField Deform(HeadScale scale, Template template, Image image, DisplacementField? start)
        {
            using var weights = blanked?.Weights(image.Grid, affine.Scan2Template, image.Voxels.device);
            return DeformableRegistration.Refine(
                template, image, affine.Scan2Template, start, scale.Schedule, weights, cancel);
        }
    }

    /// <summary>The affine map of a scan alone, by all of it. One that shows nothing at all scores 0.</summary>
    /// <param name="scan">The scan; real values of any contrast.</param>
    /// <param name="hasWorld">Whether its grid's orientation comes from the file (see
    /// <see cref="Volume.HasWorld"/>).</param>
    /// <param name="blanked">What was blanked; null where nothing was.</param>
    /// <param name="cancel">Ends the work.</param>
    internal AffineResult FindAffine(Image scan, bool hasWorld, BlankedHead? blanked, CancellationToken cancel) =>
        OnShrunk(scan, AffineMatrix.Identity, shrunk => AlignAffine(shrunk, hasWorld, blanked, cancel));

    /// <summary>Aligns a scan by part of it, where it is known about where it lies: the affine map that suits the part
    /// best, whatever the rest shows. One that shows nothing of it scores 0.</summary>
    /// <param name="scan">The scan; real values of any contrast.</param>
    /// <param name="start">World of the scan to world of the template, mm.</param>
    /// <param name="counts">Which points of the template's world, [N, 3] mm, count, [N] bool.</param>
    /// <param name="cancel">Ends the work.</param>
    public AffineResult RefinePart(Image scan, AffineMatrix start, Func<Tensor, Tensor> counts,
        CancellationToken cancel = default) =>
        OnShrunk(scan, start, shrunk => RefineShrunk(shrunk, start, counts, cancel));

    /// <summary>Aligns a scan by part of it, to some millimeters, where it is known to some centimeters where it
    /// lies.</summary>
    /// <param name="scan">The scan; real values of any contrast.</param>
    /// <param name="unmeasured">Parts of it that were never measured, 1 there and 0 elsewhere; null where there are
    /// none.</param>
    /// <param name="start">World of the scan to world of the template, mm.</param>
    /// <param name="counts">Which points of the template's world, [N, 3] mm, count, [N] bool.</param>
    /// <param name="cancel">Ends the work.</param>
    internal AffineResult FindPart(Image scan, Image? unmeasured, AffineMatrix start, Func<Tensor, Tensor> counts,
        CancellationToken cancel) => OnShrunk(scan, start, shrunk =>
    {
        using var coarseSamples = SamplesOf(HeadScale.Coarse, shrunk, unmeasured);
        using var fineSamples = SamplesOf(HeadScale.Fine, shrunk, unmeasured);
        var rough = RefineSamples(coarse, coarseSamples, EnoughRoughSamples, start, counts, cancel);
        return RefineSamples(fine, fineSamples, EnoughRoughSamples, rough.Scan2Template, counts, cancel);
    });

    /// <summary>Aligns a scan by all of it, to a millimeter or two, where it is known to some centimeters where it
    /// lies.</summary>
    /// <param name="scan">The scan; real values of any contrast.</param>
    /// <param name="unmeasured">Parts of it that were never measured, 1 there and 0 elsewhere; null where there are
    /// none.</param>
    /// <param name="start">World of the scan to world of the template, mm.</param>
    /// <param name="cancel">Ends the work.</param>
    internal AffineResult FindNear(Image scan, Image? unmeasured, AffineMatrix start, CancellationToken cancel) =>
        OnShrunk(scan, start, shrunk =>
        {
            using var samples = SamplesOf(HeadScale.Fine, shrunk, unmeasured);
            using var few = samples.Thinned(EnoughRoughSamples);
            return AffineRegistration.Refine(fine, few, start, AffineFreedom.Full, 25, cancel);
        });

    /// <summary>Aligns a scan that is shrunk first; the start, at score 0, for one that shows nothing at all.</summary>
    private static AffineResult OnShrunk(Image scan, AffineMatrix start, Func<Image, AffineResult> align)
    {
        using var shrunk = HeadScale.Fine.Shrunk(scan);
        return IsEven(shrunk) ? AffineResult.Unmatched(start) : align(shrunk);
    }

    private AffineResult RefineShrunk(Image shrunk, AffineMatrix start, Func<Tensor, Tensor> counts,
        CancellationToken cancel)
    {
        using var samples = HeadScale.Fine.SamplesOf(shrunk);
        return RefineSamples(fine, samples, EnoughFineSamples, start, counts, cancel);
    }

    private static AffineResult RefineSamples(Template template, ScanSamples samples, int most, AffineMatrix start,
        Func<Tensor, Tensor> counts, CancellationToken cancel)
    {
        var result = AffineResult.Unmatched(start);
        for (var round = 0; round < PartRounds; round++)
        {
            using var part = Counted(samples, result.Scan2Template, counts);
            if (part.Values.shape[0] < FewestPartSamples)
            {
                return result with { Score = 0 };
            }

            using var few = part.Thinned(most);
            result = AffineRegistration.Refine(template, few, result.Scan2Template, AffineFreedom.Full, 25, cancel);
        }

        return result;
    }

    /// <summary>The samples that count where a map puts them: in the template's world, so that they move with
    /// it.</summary>
    private static ScanSamples Counted(ScanSamples samples, AffineMatrix map, Func<Tensor, Tensor> counts)
    {
        using var scope = NewDisposeScope();
        return samples.Where(counts(Resampling.Transform(samples.Points, map)));
    }

    /// <summary>A result with the score by which it is believed. Maps are found by the intensities themselves, of which
    /// the brain has most; how well one explains a scan is told by their roots.</summary>
    private AffineResult Judged(AffineResult result, ScanSamples samples)
    {
        using var roots = samples.Roots();
        return result with { Score = AffineRegistration.Score(fine, roots, result.Scan2Template) };
    }

    /// <summary>True if an image shows nothing at all, but for the rounding of averages.</summary>
    private static bool IsEven(Image image)
    {
        using var scope = NewDisposeScope();
        var (low, high) = (image.Voxels.min().ToDouble(), image.Voxels.max().ToDouble());
        return high - low <= 1e-6 * Math.Max(Math.Abs(low), Math.Abs(high));
    }

    /// <summary>The affine part alone, from a scan shrunk to about 4 mm.</summary>
    private AffineResult AlignAffine(Image scan, bool hasWorld, BlankedHead? blanked, CancellationToken cancel)
    {
        Func<Tensor, Tensor>? isLeftOut = blanked is { Blocks.IsAir: false } ? blanked.Blocks.Contains : null;
        using var coarseSamples = SamplesOf(HeadScale.Coarse, scan, isLeftOut);
        using var allSamples = SamplesOf(HeadScale.Fine, scan, isLeftOut);
        using var fineSamples = allSamples.Thinned(EnoughFineSamples);
        using var fewSamples = allSamples.Thinned(EnoughRoughSamples);
        var found = Candidates(coarseSamples, hasWorld, cancel).Select(start => AffineRegistration.Refine(
            fine, fewSamples, start.Scan2Template, AffineFreedom.Full, 25, cancel)).ToArray();
        var best = found.MaxBy(result => result.Score);
        if (blanked is null || !found.Any(result => blanked.HidesFace(fine, fineSamples, result.Scan2Template)))
        {
            return Judged(AffineRegistration.Refine(
                fine, fineSamples, best.Scan2Template, AffineFreedom.Full, 25, cancel), fineSamples);
        }

        // Without its face a head can look more like one that lies otherwise; skull and brain do not.
        var hidden = found.Select(result => RefineShrunk(scan, result.Scan2Template, blanked.Counts, cancel))
            .MaxBy(result => result.Score);
        using var counted = Counted(fineSamples, hidden.Scan2Template, blanked.Counts);
        return Judged(hidden, counted);
    }

    private static ScanSamples SamplesOf(HeadScale scale, Image scan, Image? unmeasured) => SamplesOf(scale, scan,
        unmeasured is null ? null : points => Resampling.SampleWorld(unmeasured, points) > Mixed);

    /// <summary>Samples of a scan, but for those whose world points, [N, 3] mm, are left out, [N] bool.</summary>
    private static ScanSamples SamplesOf(HeadScale scale, Image scan, Func<Tensor, Tensor>? isLeftOut)
    {
        var all = scale.SamplesOf(scan);
        if (isLeftOut is null)
        {
            return all;
        }

        using (all)
        {
            using var scope = NewDisposeScope();
            return all.Where(~isLeftOut(all.Points));
        }
    }

    /// <summary>Candidates for the head's place by the coarse scale, the likeliest first.</summary>
    private AffineResult[] Candidates(ScanSamples samples, bool hasWorld, CancellationToken cancel)
    {
        if (!hasWorld)
        {
            return [BestCoarse(samples, StartWays.Any, AnyCandidates, cancel)];
        }

        // A header may be wrong, so that no way to lie wins unasked; the fine scale decides between two that come near
        // each other: at the coarse one, a head without its face can look more like one that lies otherwise.
        var upright = BestCoarse(samples, StartWays.Upright, AnyCandidates, cancel);
        var otherwise = BestCoarse(samples, StartWays.NotUpright, OtherCandidates, cancel);
        return upright.Score >= TrustedScore && upright.Score - otherwise.Score > ClearLead ? [upright]
            : [upright, otherwise];
    }

    private AffineResult BestCoarse(ScanSamples samples, StartWays ways, int candidates, CancellationToken cancel)
    {
        var starts = StartSearch.Best(coarse, samples, centre, ways, candidates);
        using var few = samples.Thinned(EnoughSimilaritySamples);
        var best = starts
            .Select(start => AffineRegistration.Refine(coarse, few, start, AffineFreedom.Similarity, 12, cancel))
            .MaxBy(result => result.Score);
        return AffineRegistration.Refine(coarse, samples, best.Scan2Template, AffineFreedom.Full, 20, cancel);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        coarse.Dispose();
        fine.Dispose();
    }
}
