using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Morphometry;

/// <summary>
/// What is known of a voxel: normalised intensities in and round it, tissue shares, what the atlas expects there, where
/// that is, and how sharp the whole scan is. The neighbourhood is mirrored in the right half of the head, so that both
/// halves are told apart by nothing.
/// </summary>
internal static class StructureFeatures
{
    private const float IntensityLimit = 3;
    private const double LengthScale = 60;
    private const float PriorFloor = 1e-3f;

    /// <summary>Offsets (left, superior, anterior) of the neighbours whose intensity counts, in voxels.</summary>
    private static readonly (int L, int S, int A)[] Neighbours =
        [.. NearNeighbours(), (2, 0, 0), (-2, 0, 0), (0, 2, 0), (0, -2, 0), (0, 0, 2), (0, 0, -2)];

    /// <summary>Offsets of the neighbours whose smoothed intensity counts.</summary>
    private static readonly (int L, int S, int A)[] FarNeighbours =
        [(4, 0, 0), (-4, 0, 0), (0, 4, 0), (0, -4, 0), (0, 0, 4), (0, 0, -4)];

    /// <summary>Offsets of the six voxels that share a side.</summary>
    private static readonly (int L, int S, int A)[] Touching =
        [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)];

    private const int Reach = 4;

    /// <summary>The limits of scans that are neither drawn nor averaged; beyond, nothing was learnt.</summary>
    private const double LeastSharp = 0.08, MostSharp = 0.3, LeastMixed = 0.15, MostMixed = 0.3;

    /// <summary>The last features, that many, are of the whole scan.</summary>
    public const int OfScan = 2;

    /// <summary>Features a voxel.</summary>
    public static int Count { get; } =
        Neighbours.Length + FarNeighbours.Length + 2 + 2 * TissueGaussians.Tissues + BrainRegions.StructureCount
            + 3 + OfScan;

    /// <summary>Collects the features of chosen voxels.</summary>
    /// <param name="intensity">Normalised intensity of the box, [Nz, Ny, Nx] in ASL.</param>
    /// <param name="tissues">Tissue shares, [3, Nz, Ny, Nx].</param>
    /// <param name="priors">Probability of every structure by the atlas, [S, Nz * Ny * Nx].</param>
    /// <param name="atlasPoints">Where the voxels lie in the atlas, mm, [Nz * Ny * Nx, 3].</param>
    /// <param name="voxels">Numbers of the chosen voxels, [M].</param>
    /// <returns>[M, <see cref="Count"/>].</returns>
    public static Tensor Collect(Tensor intensity, Tensor tissues, Tensor priors, Tensor atlasPoints, Tensor voxels)
    {
        using var scope = NewDisposeScope();
        var limited = intensity.clamp(-IntensityLimit, IntensityLimit);
        var smooth = Resampling.Smooth(limited.unsqueeze(0), 1.2).squeeze(0);
        var smoother = Resampling.Smooth(smooth.unsqueeze(0), 3).squeeze(0);
        var smoothTissues = Resampling.Smooth(tissues, 2);
        var points = atlasPoints.index_select(0, voxels);
        var isRight = points[TensorIndex.Colon, 0] > 0;

        var columns = new List<Tensor>(Count);
        columns.AddRange(Shifted(limited, Neighbours, isRight, voxels));
        columns.AddRange(Shifted(smooth, FarNeighbours, isRight, voxels));
        columns.Add(At(smooth, voxels));
        columns.Add(At(smoother, voxels));
        for (var tissue = 0; tissue < TissueGaussians.Tissues; tissue++)
        {
            columns.Add(At(tissues[tissue], voxels));
            columns.Add(At(smoothTissues[tissue], voxels));
        }

        var expected = (priors.index_select(1, voxels) + PriorFloor).log() / -Math.Log(PriorFloor);
        columns.AddRange(expected.unbind(0));
        columns.Add(points[TensorIndex.Colon, 0].abs() / LengthScale);
        columns.Add(points[TensorIndex.Colon, 1] / LengthScale);
        columns.Add(points[TensorIndex.Colon, 2] / LengthScale);
        columns.AddRange(Sharpness(limited, tissues, priors).Select(measure => measure.expand(voxels.shape[0])));
        return stack([.. columns], 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Two numbers of the whole scan: how much a voxel of the cavity differs from the mean of its six neighbours, and
    /// how mixed its tissues are. Where a border lies that is thinner than a voxel depends on how blurred the scan is,
    /// which no single neighbourhood tells.
    /// </summary>
    private static Tensor[] Sharpness(Tensor image, Tensor tissues, Tensor priors)
    {
        var cavity = (priors[(int)BrainStructure.Background] < 0.5).to(float32);
        var count = cavity.sum().clamp_min(1);
        var padded = Padded(image);
        var around = Touching.Select(side => Window(padded, image, side.L, side.S, side.A))
            .Aggregate((sum, side) => sum + side);
        var difference = (image - around / Touching.Length).abs().reshape(-1);
        var mixture = 1 - tissues.square().sum([0]).reshape(-1);
        return [((difference * cavity).sum() / count).clamp(LeastSharp, MostSharp), ((mixture * cavity).sum() / count)
            .clamp(LeastMixed, MostMixed)];
    }

    private static IEnumerable<Tensor> Shifted(Tensor image, (int L, int S, int A)[] offsets, Tensor isRight,
        Tensor voxels)
    {
        var padded = Padded(image);
        foreach (var (l, s, a) in offsets)
        {
            var here = At(Window(padded, image, l, s, a), voxels);
            yield return l == 0 ? here : where(isRight, At(Window(padded, image, -l, s, a), voxels), here);
        }
    }

    private static Tensor Padded(Tensor image) =>
        pad(image.unsqueeze(0).unsqueeze(0), [Reach, Reach, Reach, Reach, Reach, Reach], PaddingModes.Replicate)
            .squeeze(0).squeeze(0);

    private static Tensor Window(Tensor padded, Tensor image, int l, int s, int a) => padded
        .narrow(0, Reach + l, image.shape[0]).narrow(1, Reach + s, image.shape[1]).narrow(2, Reach + a, image.shape[2]);

    private static Tensor At(Tensor image, Tensor voxels) => image.reshape(-1).index_select(0, voxels);

    private static IEnumerable<(int L, int S, int A)> NearNeighbours() =>
        from l in Enumerable.Range(-1, 3) from s in Enumerable.Range(-1, 3) from a in Enumerable.Range(
            -1, 3) select (l, s, a);
}
