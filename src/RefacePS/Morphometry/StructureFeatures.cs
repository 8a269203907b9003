using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Morphometry;

/// <summary>
/// The features of a voxel: normalised intensities in and round it, tissue shares, what the atlas expects there, where
/// that is, and how sharp the whole scan is. The neighbourhood is mirrored in the right half of the head, so that both
/// halves are told apart by nothing.
/// </summary>
internal static class StructureFeatures
{
    private const float IntensityLimit = 3;
    private const float LengthScale = 60;
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
    public static unsafe Tensor Collect(
        Tensor intensity, Tensor tissues, Tensor priors, Tensor atlasPoints, Tensor voxels)
    {
        using var scope = NewDisposeScope();
        var limited = intensity.clamp(-IntensityLimit, IntensityLimit);
        var smooth = Resampling.Smooth(limited.unsqueeze(0), 1.2).squeeze(0);
        var smoother = Resampling.Smooth(smooth.unsqueeze(0), 3).squeeze(0);
        var smoothTissues = Resampling.Smooth(tissues, 2);
        var expected = (priors.index_select(1, voxels) + PriorFloor).log_() / -Math.Log(PriorFloor);
        using var near = HostTensor.Read(limited);
        using var far = HostTensor.Read(smooth);
        using var columns = HostTensor.Read(cat([
            smooth.unsqueeze(0), smoother.unsqueeze(0),
            stack([tissues, smoothTissues], 1).reshape([2 * TissueGaussians.Tissues, .. intensity.shape])]));
        using var structures = HostTensor.Read(expected);
        using var points = HostTensor.Read(atlasPoints);
        using var ofScan = HostTensor.Read(cat(Sharpness(limited, tissues, priors)));
        var numbers = voxels.cpu().contiguous().data<long>().ToArray();
        var rows = new RowWriter(near.Data, far.Data, columns.Data, structures.Data, points.Data, ofScan.Data,
            intensity.shape, numbers);
        return HostTensor.Fill([numbers.Length, Count], intensity.device, rows.Write).MoveToOuterDisposeScope();
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
        return [Mean(difference).clamp(LeastSharp, MostSharp).reshape(1),
            Mean(mixture).clamp(LeastMixed, MostMixed).reshape(1)];

        Tensor Mean(Tensor values) => OneThread.Run(() => (values * cavity).sum() / count);
    }

    private static Tensor Padded(Tensor image) =>
        pad(image.unsqueeze(0).unsqueeze(0), [Reach, Reach, Reach, Reach, Reach, Reach], PaddingModes.Replicate)
            .squeeze(0).squeeze(0);

    private static Tensor Window(Tensor padded, Tensor image, int l, int s, int a) => padded
        .narrow(0, Reach + l, image.shape[0]).narrow(1, Reach + s, image.shape[1]).narrow(2, Reach + a, image.shape[2]);

    private static IEnumerable<(int L, int S, int A)> NearNeighbours() =>
        from l in Enumerable.Range(-1, 3) from s in Enumerable.Range(-1, 3) from a in Enumerable.Range(
            -1, 3) select (l, s, a);

    /// <summary>Writes the features of chosen voxels, a row each.</summary>
    private sealed unsafe class RowWriter(
        float* near, float* far, float* columns, float* structures, float* points, float* ofScan, long[] shape,
        long[] voxels)
    {
        private const int Columns = 2 + 2 * TissueGaussians.Tissues;

        private readonly int nz = (int)shape[0];
        private readonly int ny = (int)shape[1];
        private readonly int nx = (int)shape[2];

        public void Write(float* rows) => Slabs.Run(voxels.Length, 1 << 12, (start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                WriteRow(row, rows + (nint)row * Count);
            }
        });

        [MethodImpl(AggressiveOptimization)]
        private void WriteRow(int row, float* to)
        {
            var voxel = (int)voxels[row];
            var point = points + 3 * (nint)voxel;
            to = WriteNeighbours(near, voxel, Neighbours, point[0] > 0, to);
            to = WriteNeighbours(far, voxel, FarNeighbours, point[0] > 0, to);
            for (var column = 0; column < Columns; column++)
            {
                *to++ = columns[(nint)column * nx * ny * nz + voxel];
            }

            for (var structure = 0; structure < BrainRegions.StructureCount; structure++)
            {
                *to++ = structures[(nint)structure * voxels.Length + row];
            }

            *to++ = Math.Abs(point[0]) / LengthScale;
            *to++ = point[1] / LengthScale;
            *to++ = point[2] / LengthScale;
            for (var number = 0; number < OfScan; number++)
            {
                *to++ = ofScan[number];
            }
        }

        private float* WriteNeighbours(
            float* image, int voxel, (int L, int S, int A)[] offsets, bool isRight, float* to)
        {
            var (line, i) = Math.DivRem(voxel, nx);
            var (k, j) = Math.DivRem(line, ny);
            foreach (var (l, s, a) in offsets)
            {
                var slice = Math.Clamp(isRight ? k - l : k + l, 0, nz - 1);
                *to++ = image[((nint)slice * ny + Math.Clamp(j + s, 0, ny - 1)) * nx + Math.Clamp(i + a, 0, nx - 1)];
            }

            return to;
        }
    }
}
