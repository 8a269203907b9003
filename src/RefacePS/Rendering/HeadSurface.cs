using System.Numerics;
using System.Runtime.CompilerServices;

namespace RefacePS.Rendering;

/// <summary>
/// The surface between a head and air: where the smoothed intensities of a volume's first frame cross
/// <see cref="SurfaceThreshold"/>, of the largest connected piece alone, so that noise in air does not float about.
/// Nothing else is mended: what was cut off is missing, and streaks are streaks.
/// </summary>
public sealed class HeadSurface
{
    /// <summary>In grid points of the field.</summary>
    private const float MarchingStep = 0.75f;
    private const int BisectionSteps = 6;

    private readonly ScalarField field;
    private readonly BlockMaxima blocks;
    private readonly AffineMatrix world2Field;
    private readonly float marchingStep;

    private HeadSurface(ScalarField field, float level)
    {
        (this.field, Level) = (field, level);
        blocks = new(field);
        world2Field = field.Field2World.Inverse();
        marchingStep = MarchingStep * field.PointDistance(0);
        Extent = HeadExtent.Measure(field, level);
    }

    /// <summary>Intensity of the surface; infinite where the volume shows nothing but one intensity.</summary>
    public float Level { get; }

    /// <summary>The extent of the head in world (mm).</summary>
    public HeadExtent Extent { get; }

    /// <summary>Finds the surface in <see cref="UprightWorld"/>.</summary>
    /// <param name="volume">A head of any contrast and orientation.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static HeadSurface Find(Volume volume, CancellationToken cancellationToken) =>
        VolumeScene.Load(volume, UprightWorld.Grid2World(volume), cancellationToken).Surface;

    /// <summary>Finds the surface in a field of finite intensities, which stays as it is.</summary>
    internal static HeadSurface Find(ScalarField intensities, CancellationToken cancellationToken)
    {
        var field = FieldResampler.Resample(intensities, cancellationToken);
        var threshold = SurfaceThreshold.Find(field);
        field.FillBorder(FieldResampler.Border - 1, threshold.Air);
        LargestComponent.Isolate(field, threshold.Level, threshold.Air);
        return new(field, threshold.Level);
    }

    /// <summary>The distance in mm from <paramref name="origin"/> to where a ray first meets the head; NaN where it
    /// does not.</summary>
    /// <param name="origin">Start, in world mm.</param>
    /// <param name="direction">Unit vector in world.</param>
    public float FirstHit(Vector3 origin, Vector3 direction) => FirstHit(origin, direction, from: 0);

    /// <summary>The same where it is known that the head is no nearer than a distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal float FirstHit(Vector3 origin, Vector3 direction, float from)
    {
        var start = world2Field.MapPoint(origin);
        var step = world2Field.MapDirection(direction);
        var (distance, end) = ClipToField(start, step, beyond: 0);
        distance = Math.Max(distance, from);
        while (distance < end)
        {
            var position = start + distance * step;
            if (blocks.IsEmpty(position, Level))
            {
                distance += BlockMaxima.DistanceToExit(position, step) + 1e-3f * marchingStep;
            }
            else if (field.Sample(position) > Level)
            {
                return Refine(start, step, distance - marchingStep, distance);
            }
            else
            {
                distance += marchingStep;
            }
        }

        return float.NaN;
    }

    /// <summary>
    /// A distance in mm up to which no ray of a bundle meets the head: those side by side with one ray, no farther from
    /// it than <see cref="BundleRadius"/>. Infinite where none of them meets it at all.
    /// </summary>
    /// <param name="origin">Start of the ray in the middle, in world mm.</param>
    /// <param name="direction">Unit vector in world.</param>
    internal float Approach(Vector3 origin, Vector3 direction)
    {
        var start = world2Field.MapPoint(origin);
        var step = world2Field.MapDirection(direction);
        var (distance, end) = ClipToField(start, step, BlockMaxima.Edge);
        while (distance < end)
        {
            var position = start + distance * step;
            if (!blocks.IsEmptyAround(position, Level))
            {
                return distance;
            }

            distance += BlockMaxima.DistanceToExit(position, step) + 1e-3f * marchingStep;
        }

        return float.PositiveInfinity;
    }

    /// <summary>Distance in mm between the points that the surface was found from.</summary>
    internal float PointDistance => this.field.PointDistance(0);

    /// <summary>Radius in mm of a bundle of rays for <see cref="Approach"/>.</summary>
    internal float BundleRadius => BlockMaxima.Edge * PointDistance / 2;

    /// <summary>The unit normal, out of the head, at a point of the surface, both in world.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector3 Normal(Vector3 point)
    {
        var gradient = field.Gradient(field.Clamp(world2Field.MapPoint(point), inset: 1));
        return -Vector3.Normalize(world2Field.PullGradient(gradient));
    }

    private (float Near, float Far) ClipToField(Vector3 start, Vector3 step, float beyond)
    {
        var highest = new Vector3(field.Nx, field.Ny, field.Nz) - new Vector3(1.01f);
        var (near, far) = (0f, float.PositiveInfinity);
        for (var axis = 0; axis < 3; axis++)
        {
            var (a, b) = ((0.01f - beyond - start[axis]) / step[axis],
                (highest[axis] + beyond - start[axis]) / step[axis]);
            near = Math.Max(near, Math.Min(a, b));
            far = Math.Min(far, Math.Max(a, b));
        }

        return (near, far);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Refine(Vector3 start, Vector3 step, float outside, float inside)
    {
        for (var i = 0; i < BisectionSteps; i++)
        {
            var middle = (outside + inside) / 2;
            if (field.Sample(start + middle * step) > Level)
            {
                inside = middle;
            }
            else
            {
                outside = middle;
            }
        }

        return inside;
    }
}
