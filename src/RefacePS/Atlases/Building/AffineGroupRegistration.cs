using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases.Building;

/// <summary>
/// Aligns a group of heads by affine maps with an average of their own: the first average is of heads centred on their
/// cavities, and in every round the heads are aligned with the average and averaged again. The mean scale of the heads
/// is kept.
/// </summary>
/// <param name="group">The heads.</param>
internal sealed class AffineGroupRegistration(HeadGroup group)
{
    /// <summary>Passes over the group: centring and averaging, then a registration and an averaging each
    /// round.</summary>
    public const int Passes = 2 + 2 * Rounds;

    private const int Rounds = 3;
    private const double AverageSpacing = 4;

    /// <summary>Runs all rounds.</summary>
    /// <returns>A map each head from its world to that of the atlas; the average, 0 to 1; and the mean score of the
    /// last round.</returns>
    public (AffineMatrix[] Maps, Image Average, double MeanScore) Run()
    {
        var maps = CentreOnCavities();
        var average = Average(maps);
        var meanScore = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            using var previous = average;
            (maps, meanScore) = Align(previous, maps, round);
            average = Average(maps);
        }

        return (maps, average, meanScore);
    }

    /// <summary>Maps that take out the mean scale along each axis, so that the atlas is as large as the mean
    /// head.</summary>
    internal static AffineMatrix[] WithMeanScale(AffineMatrix[] maps)
    {
        var mean = new double[12];
        foreach (var map in maps)
        {
            var rows = map.Inverse().ToRows();
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += rows[i] / maps.Length;
            }
        }

        var atlas2Head = AffineMatrix.FromRows(mean);
        var scale = AffineMatrix.Scale(atlas2Head.M11, atlas2Head.M22, atlas2Head.M33);
        return Array.ConvertAll(maps, map => scale * map);
    }

    private AffineMatrix[] CentreOnCavities()
    {
        var maps = new AffineMatrix[group.Count];
        group.ForEach(AtlasStage.Centring, (index, head) =>
        {
            var points = Resampling.WorldPoints(head.Cavity.Grid, group.Device);
            var centre = points[head.Cavity.Voxels.reshape(-1) > 0].mean([0]).cpu().data<float>().ToArray();
            maps[index] = AffineMatrix.Translation(-centre[0], -centre[1], -centre[2]);
        });
        return maps;
    }

    private (AffineMatrix[] Maps, double MeanScore) Align(Image average, AffineMatrix[] maps, int round)
    {
        using var coarse = HeadScale.Coarse.TemplateOf(average);
        using var fine = HeadScale.Fine.TemplateOf(average);
        var freedom = round == 0 ? AffineFreedom.Similarity : AffineFreedom.Full;
        var (coarseSteps, fineSteps) = round < Rounds - 1 ? (12, 4) : (4, 6);
        var (aligned, score) = (new AffineMatrix[maps.Length], 0.0);
        group.ForEach(AtlasStage.AffineRegistration, (index, head) =>
        {
            using var coarseSamples = HeadScale.Coarse.SamplesOf(head.Scan);
            using var fineSamples = HeadScale.Fine.SamplesOf(head.Scan);
            var start = AffineRegistration.Refine(coarse, coarseSamples, maps[index], freedom, coarseSteps,
                group.Cancel);
            var result = AffineRegistration.Refine(fine, fineSamples, start.Scan2Template, freedom, fineSteps,
                group.Cancel);
            aligned[index] = result.Scan2Template;
            score += result.Score;
        });
        return (WithMeanScale(aligned), score / group.Count);
    }

    private Image Average(AffineMatrix[] maps)
    {
        using var sum = new AtlasAverage(AtlasGrid.WithSpacing(AverageSpacing), group.Device);
        using var none = DisplacementField.Zero(sum.Grid, group.Device);
        group.ForEach(AtlasStage.Averaging, (index, head) =>
            sum.Add(head.Scan, head.Cavity, new HeadAlignment(maps[index], none, 0), bias: null));
        return sum.ScaledIntensity();
    }
}
