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

    /// <summary>A cavity more probable than this is surely cavity.</summary>
    private const double SurelyCavity = 0.8;

    /// <summary>Matches a head that was seen.</summary>
    /// <param name="scan">The scan at about 2 mm.</param>
    /// <param name="seen">What the network sees in it.</param>
    /// <param name="atlas">The head atlas.</param>
    public static HeadMatch Of(Image scan, SeenHead seen, HeadAtlas atlas)
    {
        var result = atlas.Registration.FindPart(
            scan, seen.Fit.Scan2Atlas, points => KeptPart.Contains(atlas, points));
        return new(result.Scan2Template, result.Score);
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
        using var inCavity = Resampling.ToGrid(
            new Image(seen.Grid, seen.Cavity.clone()), scan.Grid, AffineMatrix.Identity);
        var cavity = scan.Voxels[inCavity.Voxels > SurelyCavity];
        if (cavity.shape[0] == 0)
        {
            return (double.NaN, 0, double.NaN);
        }

        var points = Resampling.Transform(FaceTissue.AtlasPoints(atlas, SurelyFace), Scan2Atlas.Inverse());
        var inView = Resampling.IsInGrid(
            Resampling.Transform(points, scan.Grid.World2Grid), scan.Grid, 0.5f);
        var values = Resampling.SampleWorld(scan.Voxels.unsqueeze(0), scan.Grid, points)[0];
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

    /// <summary>True if another map of the same head puts it there too, to some centimeters; either may be
    /// mirrored.</summary>
    public bool Agrees(AffineMatrix scan2Atlas)
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
