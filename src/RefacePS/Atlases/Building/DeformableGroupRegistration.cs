using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases.Building;

/// <summary>
/// Sharpens the average of affinely aligned heads: in every round each head is aligned with the average by a smooth
/// field, and the heads are averaged along their fields. The mean of the fields is taken out, so that the shape of the
/// average is the mean shape.
/// </summary>
/// <param name="group">The heads.</param>
/// <param name="maps">The affine map of each head.</param>
internal sealed class DeformableGroupRegistration(HeadGroup group, AffineMatrix[] maps)
{
    /// <summary>Passes over the group: a registration and an averaging each round.</summary>
    public const int Passes = 2 * Rounds;

    private const int Rounds = 3;

    /// <summary>Voxel size (mm) of the average that the next round aligns with.</summary>
    private const double RoundSpacing = 2;

    /// <summary>Voxel size (mm) of the atlas.</summary>
    private const double FinalSpacing = 1;

    /// <summary>Runs all rounds.</summary>
    /// <param name="start">Average of the affinely aligned heads; stays the caller's.</param>
    /// <returns>The average, 0 to 1; the share of heads whose cavity covers a voxel; and the mean length of the last
    /// fields in mm.</returns>
    public (Image Average, Image Cavity, double MeanDisplacement) Run(Image start)
    {
        var (average, cavity, length) = Round(start, RoundSpacing);
        for (var round = 1; round < Rounds; round++)
        {
            using var previous = average;
            cavity.Dispose();
            (average, cavity, length) = Round(previous, round == Rounds - 1 ? FinalSpacing : RoundSpacing);
        }

        return (average, cavity, length);
    }

    private (Image Average, Image Cavity, double MeanDisplacement) Round(Image target, double spacing)
    {
        var alignments = Align(target);
        try
        {
            using var bias = MeanField(alignments);
            using var sum = new AtlasAverage(AtlasGrid.WithSpacing(spacing), group.Device);
            group.ForEach(AtlasStage.Averaging, (index, head) =>
                sum.Add(head.Scan, head.Cavity, alignments[index], bias));
            return (sum.ScaledIntensity(), sum.Cavity(), alignments.Average(alignment => alignment.Field.MeanLength()));
        }
        finally
        {
            Array.ForEach(alignments, alignment => alignment.Dispose());
        }
    }

    private HeadAlignment[] Align(Image target)
    {
        using var coarse = HeadScale.Coarse.TemplateOf(target);
        using var fine = HeadScale.Fine.TemplateOf(target);
        var alignments = new HeadAlignment[maps.Length];
        group.ForEach(AtlasStage.DeformableRegistration, (index, head) =>
        {
            using var coarseScan = HeadScale.Coarse.Shrunk(head.Scan);
            using var fineScan = HeadScale.Fine.Shrunk(head.Scan);
            using var start = DeformableRegistration.Refine(
                coarse, coarseScan, maps[index], null, HeadScale.Coarse.Schedule, group.Cancel);
            alignments[index] = new HeadAlignment(
                maps[index], DeformableRegistration.Refine(
                    fine, fineScan, maps[index], start, HeadScale.Fine.Schedule, group.Cancel), 0);
        });
        return alignments;
    }

    private DisplacementField MeanField(HeadAlignment[] alignments)
    {
        using var sum = new MeanDisplacement(group.Device);
        foreach (var alignment in alignments)
        {
            sum.Add(alignment);
        }

        return sum.Result();
    }
}
