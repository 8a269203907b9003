using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// Where a scan lies in the head atlas: an affine map and a smooth field on top. Scan world x (mm) lies at
/// <c>Scan2Atlas(x) + Field(x)</c> in atlas world.
/// </summary>
/// <param name="Scan2Atlas">The affine part.</param>
/// <param name="Field">The non-linear part on a coarse grid of the scan.</param>
/// <param name="Score">Correlation ratio after the affine part, 0 to 1.</param>
public sealed record HeadAlignment(AffineMatrix Scan2Atlas, DisplacementField Field, double Score) : IDisposable
{
    private const int InversionSteps = 8;

    /// <summary>Atlas world of points in scan world, [N, 3] mm.</summary>
    public Tensor ToAtlas(Tensor scanPoints)
    {
        using var scope = NewDisposeScope();
        return (Resampling.Transform(scanPoints, Scan2Atlas) + Field.At(scanPoints)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Scan world of points in atlas world, [N, 3] mm, by fixed-point iteration (the field is smooth enough to
    /// converge).
    /// </summary>
    public Tensor ToScan(Tensor atlasPoints)
    {
        using var scope = NewDisposeScope();
        var atlas2Scan = Scan2Atlas.Inverse();
        var points = Resampling.Transform(atlasPoints, atlas2Scan);
        for (var step = 0; step < InversionSteps; step++)
        {
            points = Resampling.Transform(atlasPoints - Field.At(points), atlas2Scan);
        }

        return points.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Field.Dispose();
}
