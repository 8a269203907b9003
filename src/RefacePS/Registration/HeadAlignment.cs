using System.Runtime.CompilerServices;
using RefacePS.Volumes.Kernels;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// The place of a scan in the head atlas: an affine map and a smooth field on top. Scan world x (mm) lies at
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
        var (map, field) = (new PointMap(Scan2Atlas), Field.Sampler);
        var mapped = PointSampling.Map(scanPoints, [MethodImpl(AggressiveOptimization)] (x, y, z) =>
        {
            var (mappedX, mappedY, mappedZ) = map.Apply(x, y, z);
            var (shiftX, shiftY, shiftZ) = field.At(x, y, z);
            return (mappedX + shiftX, mappedY + shiftY, mappedZ + shiftZ);
        });
        GC.KeepAlive(Field);
        return mapped;
    }

    /// <summary>
    /// Scan world of points in atlas world, [N, 3] mm, by fixed-point iteration (the field is smooth enough to
    /// converge).
    /// </summary>
    public Tensor ToScan(Tensor atlasPoints)
    {
        var (atlas2Scan, field) = (new PointMap(Scan2Atlas.Inverse()), Field.Sampler);
        var mapped = PointSampling.Map(atlasPoints, [MethodImpl(AggressiveOptimization)] (x, y, z) =>
        {
            var point = atlas2Scan.Apply(x, y, z);
            for (var step = 0; step < InversionSteps; step++)
            {
                var (shiftX, shiftY, shiftZ) = field.At(point.X, point.Y, point.Z);
                point = atlas2Scan.Apply(x - shiftX, y - shiftY, z - shiftZ);
            }

            return point;
        });
        GC.KeepAlive(Field);
        return mapped;
    }

    /// <inheritdoc/>
    public void Dispose() => Field.Dispose();
}
