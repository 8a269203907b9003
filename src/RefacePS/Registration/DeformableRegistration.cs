using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RefacePS.Compute;
using RefacePS.Volumes;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// Smooth non-linear refinement of an affine alignment by <see cref="Demons"/>, which works for any contrast. The field
/// lives on the scan's side: a point x of the scan lies at affine(x) + field(x) in the template.
/// </summary>
public static unsafe class DeformableRegistration
{
    /// <summary>The schedule of one scale.</summary>
    /// <param name="Iterations">Steps.</param>
    /// <param name="UpdateSmoothing">Standard deviation in voxels by which each step is smoothed (viscosity).</param>
    /// <param name="FieldSmoothing">Standard deviation in voxels by which the field is smoothed after each step
    /// (elasticity).</param>
    public readonly record struct Schedule(int Iterations, double UpdateSmoothing, double FieldSmoothing);

    /// <summary>Refines the field of an alignment.</summary>
    /// <param name="template">The template at about the spacing of the scan.</param>
    /// <param name="scan">The scan, already shrunk to the spacing of the field.</param>
    /// <param name="scan2Template">The affine part.</param>
    /// <param name="start">A field from a coarser scale, or null.</param>
    /// <param name="schedule">How long and how smooth.</param>
    /// <param name="cancel">Ends the work.</param>
    public static DisplacementField Refine(
        Template template, Image scan, AffineMatrix scan2Template, DisplacementField? start, Schedule schedule,
        CancellationToken cancel = default) =>
        Refine(template, scan, scan2Template, start, schedule, weights: null, cancel);

    /// <summary>Refines the field of an alignment where some voxels of the scan count more than others.</summary>
    /// <param name="template">The template at about the spacing of the scan.</param>
    /// <param name="scan">The scan, already shrunk to the spacing of the field.</param>
    /// <param name="scan2Template">The affine part.</param>
    /// <param name="start">A field from a coarser scale, or null.</param>
    /// <param name="schedule">How long and how smooth.</param>
    /// <param name="weights">How much each voxel of the scan counts, 0 to 1, x fastest; null where all count
    /// alike.</param>
    /// <param name="cancel">Ends the work.</param>
    public static DisplacementField Refine(
        Template template, Image scan, AffineMatrix scan2Template, DisplacementField? start, Schedule schedule,
        Tensor? weights, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var values = scan.Voxels.reshape(-1);
        var head = OneThread.Run(() => values[values > HeadThreshold.Otsu(values)].mean());
        using var normalised = HostTensor.Read(values / head);
        using var counting = weights is null ? default : HostTensor.Read(weights);
        long[] shape = [3, .. scan.Voxels.shape];
        var field = start is null ? zeros(shape)
            : start.At(Resampling.WorldPoints(scan.Grid, CPU)).t().reshape(shape).contiguous();
        new Demons(schedule.Iterations, schedule.UpdateSmoothing, schedule.FieldSmoothing).Move(
            field, new DemonsTemplate(template.Lattice, new PointMap(template.Grid.World2Grid)),
            new DemonsScan(scan.Grid, scan2Template, normalised.Data, counting.Data), new Force(counting.Data), cancel);
        GC.KeepAlive(template);
        return new DisplacementField(scan.Grid, field.to(scan.Voxels.device));
    }

    /// <summary>Pulls each voxel along the gradient of what is predicted.</summary>
    /// <param name="weights">How much each voxel counts; null where all count alike.</param>
    private readonly struct Force(float* weights) : IDemonsForce
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<float> At(int voxel, float residual, Vector128<float> gradient, in Lattice.Cell cell)
        {
            var force = residual / Demons.Normaliser(Demons.SquaredLength(gradient), residual * residual);
            return gradient * (weights == null ? force : force * weights[voxel]);
        }
    }
}
