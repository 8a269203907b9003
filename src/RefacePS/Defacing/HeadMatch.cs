using RefacePS.Atlases;
using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The place of a head by what a network saw of it, matched to what of a head is never removed. Start, scan and map are
/// others than those of the defacing.
/// </summary>
/// <param name="Scan2Atlas">World of the scan to that of the atlas.</param>
/// <param name="Score">Correlation ratio of what is never removed, 0 to 1.</param>
internal readonly record struct HeadMatch(AffineMatrix Scan2Atlas, double Score)
{
    /// <summary>Points this deep (mm) in the face zone are face even where the map is some millimeters off.</summary>
    private const double SurelyFace = 8;

    /// <summary>Maps that differ by more (mm) at a mark do not speak of the same place.</summary>
    private const double Apart = 45;

    /// <summary>Ends of the cavity of the atlas, mm: right, front, back, top.</summary>
    private static readonly (double X, double Y, double Z)[] Marks = [(65, 0, 0), (0, 80, 0), (0, -90, 0), (0, 0, 70)];

    /// <summary>Matches a head that was seen by what is never removed.</summary>
    /// <param name="scan">The scan at about 2 mm.</param>
    /// <param name="unmeasured">The parts of its field of view that were never measured; null where all of it
    /// was.</param>
    /// <param name="seen">What the network sees in it.</param>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="cancel">Ends the work.</param>
    public static HeadMatch Of(
        Image scan, Image? unmeasured, SeenHead seen, HeadAtlas atlas, CancellationToken cancel)
    {
        var result = atlas.Registration.FindPart(
            scan, unmeasured, seen.Fit.Scan2Atlas, points => KeptPart.Contains(atlas, points), cancel);
        return new(result.Scan2Template, result.Score);
    }

    /// <summary>The same head matched by all of it, its face too.</summary>
    /// <param name="scan">The scan, with its face.</param>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="cancel">Ends the work.</param>
    public HeadMatch ByWholeHead(SeenScan scan, HeadAtlas atlas, CancellationToken cancel)
    {
        var result = atlas.Registration.FindNear(scan.Values, scan.Unmeasured, Scan2Atlas, cancel);
        return new(result.Scan2Template, result.Score);
    }

    /// <summary>Mean distance (mm) between where this map and that of an anatomy put the face, either of which may be
    /// mirrored, and share of the face by this map, 8 mm deep and more, that was not removed, 0 to 1. NaN where no face
    /// is in view.</summary>
    /// <param name="atlas">Has the face zone.</param>
    /// <param name="anatomy">What another map says of the scan.</param>
    /// <param name="depth">Depth in what was removed at each voxel of the anatomy, mm.</param>
    public (double Apart, double Left) FaceBeside(HeadAtlas atlas, ScanAnatomy anatomy, Tensor depth)
    {
        using var scope = NewDisposeScope();
        var grid = anatomy.Grid;
        var index = Resampling.Transform(
            FaceTissue.AtlasPoints(atlas, SurelyFace), grid.World2Grid * Scan2Atlas.Inverse()).round_();
        index = index[Resampling.IsInGrid(index, grid)];
        var strides = tensor(new long[] { 1, grid.Nx, (long)grid.Nx * grid.Ny }).to(index.device);
        var voxels = (index.to(int64) * strides).sum([1]);
        var here = Resampling.Transform(index, Scan2Atlas * grid.Grid2World);
        var apart = Folded(here) - Folded(anatomy.AtlasPoints.index_select(0, voxels));
        return (apart.square().sum([1]).sqrt().mean().ToDouble(),
            (depth.index_select(0, voxels) <= 0).to(float32).mean().ToDouble());

        static Tensor Folded(Tensor points) =>
            cat([points.narrow(1, 0, 1).abs(), points.narrow(1, 1, 2)], 1);
    }

    /// <summary>Share of the expected face that a scan shows as tissue, 0 to 1, share that its field of view holds, and
    /// the value from which on a voxel is tissue. What is out of view is not shown. NaN where nothing is surely cavity,
    /// so that there is no telling what is as bright as tissue.</summary>
    /// <param name="scan">The scan at about 2 mm.</param>
    /// <param name="seen">What the network sees in it.</param>
    /// <param name="atlas">Has the face zone.</param>
    public (double Shown, double InView, double TissueFrom) FaceShown(Image scan, SeenHead seen, HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        var cavity = Resampling.SampleWorld(scan, seen.PointsInCavity());
        if (cavity.shape[0] == 0)
        {
            return (double.NaN, 0, double.NaN);
        }

        var points = Resampling.Transform(FaceTissue.AtlasPoints(atlas, SurelyFace), Scan2Atlas.Inverse());
        var inView = Resampling.IsInView(points, scan.Grid);
        var values = Resampling.SampleWorld(scan, points);
        var tissueFrom = FaceTissue.Threshold(scan.Voxels, cavity);
        var isTissue = (values > tissueFrom) & inView;
        var all = (double)points.shape[0];
        return (isTissue.sum().ToInt64() / all, inView.sum().ToInt64() / all, tissueFrom);
    }

    /// <summary>Voxels of a scan that are tissue where a face is expected.</summary>
    /// <param name="scan">The scan at about 2 mm.</param>
    /// <param name="atlas">Has the face zone.</param>
    /// <param name="tissueFrom">The value from which on a voxel is tissue.</param>
    public Mask FaceSeen(Image scan, HeadAtlas atlas, double tissueFrom)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.Transform(Resampling.WorldPoints(scan.Grid, scan.Voxels.device), Scan2Atlas);
        var isFace = (atlas.Zones.At(points).FaceDepth > SurelyFace) & (atlas.AverageAt(points) > FaceTissue.Expected);
        return MaskConversion.ToMask(scan.Grid, isFace & (scan.Voxels.reshape(-1) > tissueFrom));
    }

    /// <summary>True if this match is believed and lies where the head was seen.</summary>
    public bool Confirms(SeenHead seen) => Score >= SecondLook.LowestScore && Agrees(seen.Fit.Scan2Atlas);

    /// <summary>Marks the world points of the scan (mm, [N, 3]) that lie in the cavity of the average head, [N]
    /// bool.</summary>
    public Tensor InCavity(HeadAtlas atlas, Tensor points) =>
        atlas.Zones.At(Resampling.Transform(points, Scan2Atlas)).Cavity > 0.5;

    /// <summary>True if another map of the same head puts it there too, to some centimeters; either may be
    /// mirrored.</summary>
    private bool Agrees(AffineMatrix scan2Atlas)
    {
        var across = scan2Atlas * Scan2Atlas.Inverse();
        return Array.TrueForAll(Marks, mark =>
        {
            var (x, y, z) = across.Apply(mark.X, mark.Y, mark.Z);
            var (right, front, up) = (Math.Abs(x) - mark.X, y - mark.Y, z - mark.Z);
            return Math.Sqrt(right * right + front * front + up * up) <= Apart;
        });
    }
}
