using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>The part of a head that a scan holds, and the steps in which it tells tissues apart.</summary>
/// <param name="BlankCavity">Share of the intracranial cavity that was blanked, 0 to 1.</param>
/// <param name="BlankSkull">Share of skull and scalp that was blanked, 0 to 1, where no defacing reaches.</param>
/// <param name="GreyLevels">Values that nearly all voxels of the cavity have.</param>
internal readonly record struct ScanContent(double BlankCavity, double BlankSkull, int GreyLevels)
{
    /// <summary>Voxels that are left out when levels are counted, of noise and of vessels.</summary>
    private const double RareValues = 0.02;

    /// <summary>Points of the average head that are brighter and less likely cavity than this are skull or
    /// scalp.</summary>
    private const double Tissue = 0.2, NoCavity = 0.05;

    /// <summary>Distance of the points of skull and scalp, mm.</summary>
    private const double PointSpacing = 4;

    /// <summary>Looks at a scan whose brain was located.</summary>
    /// <param name="scan">Its real values.</param>
    /// <param name="blanked">What was blanked in it; null where nothing was.</param>
    /// <param name="scan2Atlas">Where its brain lies.</param>
    /// <param name="heads">Says where skull and scalp are.</param>
    /// <param name="cavity">Probability of the cavity in the atlas.</param>
    public static ScanContent Of(
        Image scan, BlankedBlocks? blanked, AffineMatrix scan2Atlas, HeadAtlas heads, Image cavity)
    {
        using var scope = NewDisposeScope();
        var atlas2Scan = scan2Atlas.Inverse();
        var inCavity = Resampling.Transform(WorkingBrain.CavityPoints(cavity), atlas2Scan);
        return new(Blank(inCavity), Blank(Resampling.Transform(Skull(heads), atlas2Scan)), Levels(scan, inCavity));

        double Blank(Tensor points)
        {
            var inView = points[Resampling.IsInView(points, scan.Grid)];
            return blanked is null || inView.shape[0] == 0 ? 0
                : blanked.Contains(inView).sum().ToInt64() / (double)inView.shape[0];
        }
    }

    private static Tensor Skull(HeadAtlas heads)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(AtlasGrid.WithSpacing(PointSpacing), heads.Average.Voxels.device);
        var isSkull = (heads.AverageAt(points) > Tissue) & (heads.Zones.At(points).Cavity < NoCavity)
            & KeptPart.Contains(heads, points);
        return points[isSkull].MoveToOuterDisposeScope();
    }

    private static int Levels(Image scan, Tensor points)
    {
        using var scope = NewDisposeScope();
        var index = Resampling.Transform(points, scan.Grid.World2Grid).round_();
        index = index[Resampling.IsInGrid(index, scan.Grid)].to(int64);
        var strides = tensor(new long[] { 1, scan.Grid.Nx, (long)scan.Grid.Nx * scan.Grid.Ny }).to(index.device);
        var values = scan.Voxels.reshape(-1).index_select(0, (index * strides).sum([1]));
        var (_, _, counts) = values.unique(sorted: true, return_inverse: false, return_counts: true);
        var (frequent, _) = counts!.sort(descending: true);
        return (int)(frequent.cumsum(0) < (1 - RareValues) * values.shape[0]).sum().ToInt64() + 1;
    }
}
