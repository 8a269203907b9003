using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// The scan at one scale as a cloud of samples: a world position and a value each, taken on a regular grid round the
/// head. Registration explains these values, so their number and variance do not depend on the transform.
/// </summary>
public sealed class ScanSamples : IDisposable
{
    private const double MarginMillimeters = 16;

    private ScanSamples(Tensor points, Tensor values, (double X, double Y, double Z) headCentre)
    {
        Points = points.contiguous().DetachFromDisposeScope();
        Values = values.contiguous().DetachFromDisposeScope();
        HeadCentre = headCentre;
        using var centre = tensor(new[] { (float)headCentre.X, (float)headCentre.Y, (float)headCentre.Z })
            .to(points.device);
        ScaledPoints = ((Points - centre) / (float)LengthScale).DetachFromDisposeScope();
    }

    /// <summary>Length in mm by which <see cref="ScaledPoints"/> are divided.</summary>
    public const double LengthScale = 100;

    /// <summary>World positions in mm, [N, 3].</summary>
    public Tensor Points { get; }

    /// <summary>Positions relative to <see cref="HeadCentre"/> in units of <see cref="LengthScale"/>, [N, 3].</summary>
    public Tensor ScaledPoints { get; }

    /// <summary>Values, scaled so that the head's mean is 1, [N].</summary>
    public Tensor Values { get; }

    /// <summary>Centre of mass of the head (all that is not air), world mm.</summary>
    public (double X, double Y, double Z) HeadCentre { get; }

    /// <summary>Samples a scan at a spacing.</summary>
    /// <param name="scan">The scan; shrunk first, so give the coarsest that suits.</param>
    /// <param name="spacing">Distance of samples, mm.</param>
    /// <param name="smoothing">Standard deviation of the smoothing in samples.</param>
    public static ScanSamples Create(Image scan, double spacing, double smoothing)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(scan, spacing);
        var values = Resampling.Smooth(shrunk.Voxels.unsqueeze(0), smoothing).reshape(-1);
        var points = Resampling.WorldPoints(shrunk.Grid, values.device);
        var head = values > HeadThreshold.Otsu(values);
        var headPoints = points[head];
        var centre = OneThread.Run(() => headPoints.mean([0])).cpu().data<float>().ToArray();
        var (low, high) = (headPoints.amin([0]) - MarginMillimeters, headPoints.amax([0]) + MarginMillimeters);
        var inside = (points >= low).all(1) & (points <= high).all(1);
        var scale = OneThread.Run(() => values[head].mean());
        return new ScanSamples(points[inside], values[inside] / scale, (centre[0], centre[1], centre[2]));
    }

    /// <summary>Every so many-th sample, so that enough are left and less than twice as many.</summary>
    public ScanSamples Thinned(int enough)
    {
        using var scope = NewDisposeScope();
        var stride = Math.Max(1, Values.shape[0] / enough);
        return new ScanSamples(Points.slice(0, 0, Points.shape[0], stride), Values.slice(0, 0, Values.shape[0], stride),
            HeadCentre);
    }

    /// <summary>The samples with the roots of their values (see <see cref="IntensityRoot"/>).</summary>
    internal ScanSamples Roots()
    {
        using var scope = NewDisposeScope();
        return new ScanSamples(Points.alias(), IntensityRoot.Of(Values), HeadCentre);
    }

    /// <summary>The samples that a mask, [N] bool, lets through.</summary>
    public ScanSamples Where(Tensor mask)
    {
        using var scope = NewDisposeScope();
        return new ScanSamples(Points[mask], Values[mask], HeadCentre);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Points.Dispose();
        ScaledPoints.Dispose();
        Values.Dispose();
    }
}
