using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// Smooth non-linear refinement of an affine alignment by <see cref="Demons"/>, which works for any contrast. The field
/// lives on the scan's side: a point x of the scan lies at affine(x) + field(x) in the template.
/// </summary>
public static class DeformableRegistration
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
        using var outer = NewDisposeScope();
        var worldPoints = Resampling.WorldPoints(scan.Grid, scan.Voxels.device);
        var affinePoints = Resampling.Transform(worldPoints, scan2Template);
        var centre = OneThread.Run(() => affinePoints.mean([0]));
        var biasBasis = ContrastModel.BiasBasis((affinePoints - centre) / (float)ScanSamples.LengthScale);
        var values = scan.Voxels.reshape(-1);
        var normalised = values / OneThread.Run(() => values[values > HeadThreshold.Otsu(values)].mean());
        var shape = scan.Voxels.shape;
        var field = (start is null ? zeros(3, values.shape[0], device: values.device) : start.At(worldPoints).t())
            .contiguous();
        var counting = weights?.reshape(-1);
        var moved = new Demons(schedule.Iterations, schedule.UpdateSmoothing, schedule.FieldSmoothing).Move(
            field, shape, shift => template.SampleWithGradient(affinePoints + shift.t()),
            new(normalised, biasBasis, counting), Force, cancel);
        return new DisplacementField(scan.Grid, moved);

        Tensor Force(Tensor sampled, Tensor predicted, Tensor gain)
        {
            var (residual, gradient) = (normalised - predicted, sampled.narrow(0, 1, 3) * gain);
            var force = gradient * (residual / Demons.Normaliser(gradient.square().sum([0]), residual.square()));
            return counting is null ? force : force.mul_(counting);
        }
    }
}
