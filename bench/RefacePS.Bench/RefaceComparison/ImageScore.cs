using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>The difference of an artificial face from the true one in intensity, in head space at 2 mm.</summary>
/// <param name="L1">Mean absolute difference over removed voxels, intensities of [-1, 1].</param>
/// <param name="Similarity">Structural similarity (Wang et al., IEEE Trans. Image Process. 13:600, 2004) in 3-D,
/// Gaussian window of 1.5 voxels.</param>
internal sealed record ImageScore(double L1, double Similarity)
{
    private const double Window = 1.5;
    private const double FirstConstant = 0.01 * 0.01 * 4;
    private const double SecondConstant = 0.03 * 0.03 * 4;

    public static ImageScore Measure(ComparedScan scan)
    {
        using var scope = NewDisposeScope();
        var (scale, scan2Atlas) = (scan.Scale, scan.Scan2Atlas);
        var (a, b) = (
            scale.Normalise(HeadSpace.Carry(scan.Truth, scan2Atlas)),
            scale.Normalise(HeadSpace.Carry(scan.Made, scan2Atlas)));
        var judged = HeadSpace.CarryMask(scan.Mask, scan2Atlas, CPU)
            & HeadSpace.InView(scan.Truth.Grid, scan2Atlas, CPU);
        return new((a - b).abs()[judged].mean().ToDouble(), Similarities(a, b)[judged].mean().ToDouble());
    }

    private static Tensor Similarities(Tensor a, Tensor b)
    {
        var means = Resampling.Smooth(stack([a, b, a * a, b * b, a * b]), Window);
        var (ma, mb) = (means[0], means[1]);
        var (va, vb, both) = (means[2] - ma * ma, means[3] - mb * mb, means[4] - ma * mb);
        return (2 * ma * mb + FirstConstant) * (2 * both + SecondConstant) / (
            (ma * ma + mb * mb + FirstConstant) * (va + vb + SecondConstant));
    }
}
