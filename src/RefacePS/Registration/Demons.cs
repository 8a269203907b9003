using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// The iteration of demons (Thirion, Med. Image Anal. 2:243, 1998; forces of Vercauteren et al., NeuroImage 45:S61,
/// 2009) on the residual of a <see cref="ContrastModel"/>, whatever else drives the field. One loop over the voxels a
/// step: template, contrast and force of a voxel are found together.
/// </summary>
/// <param name="Iterations">Steps.</param>
/// <param name="UpdateSmoothing">Standard deviation in voxels by which each step is smoothed (viscosity).</param>
/// <param name="FieldSmoothing">Standard deviation in voxels by which the field is smoothed after each step
/// (elasticity).</param>
internal readonly unsafe record struct Demons(int Iterations, double UpdateSmoothing, double FieldSmoothing)
{
    private const float LargestStepMillimeters = 2.5f;
    private const int ContrastInterval = 5;

    /// <summary>Gradient (head means per mm) below which the template says nothing about motion: noise and
    /// shading.</summary>
    private const float GradientFloor = 0.03f;

    /// <summary>Moves a field, step by step.</summary>
    /// <param name="field">The field to begin with, mm, [3, Nz, Ny, Nx] of the scan's grid; it is changed.</param>
    /// <param name="template">What the scan is aligned with.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="force">What drives the field.</param>
    /// <param name="cancel">Ends the work.</param>
    public void Move<TForce>(
        Tensor field, DemonsTemplate template, DemonsScan scan, TForce force, CancellationToken cancel)
        where TForce : struct, IDemonsForce
    {
        using var scope = NewDisposeScope();
        using var shifts = HostTensor.Change(field);
        using var updates = HostTensor.Change(empty(field.shape, dtype: ScalarType.Float32));
        using var room = HostTensor.Change(empty(field.shape, dtype: ScalarType.Float32));
        var shape = (scan.Grid.Nz, scan.Grid.Ny, scan.Grid.Nx);
        var (viscosity, elasticity) = (Smoother(UpdateSmoothing), Smoother(FieldSmoothing));
        ContrastModel? contrast = null;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            if (iteration % ContrastInterval == 0)
            {
                contrast = scan.FitContrast(template, shifts.Data, room.Data);
            }

            Push(shifts.Data, updates.Data, template, scan, contrast!, force);
            viscosity?.Run(updates.Data, 3, shape, room.Data, updates.Data);
            Rows.Add(updates.Data, shifts.Data, shifts.Length);
            elasticity?.Run(shifts.Data, 3, shape, room.Data, shifts.Data);
        }
    }

    private static GaussianFilter? Smoother(double sigma) => sigma > 0 ? new GaussianFilter(sigma) : null;

    /// <summary>One step of the field, not smoothed yet.</summary>
    private static void Push<TForce>(
        float* field, float* update, DemonsTemplate template, DemonsScan scan, ContrastModel contrast, TForce force)
        where TForce : struct, IDemonsForce
    {
        var (nx, ny, voxels) = (scan.Grid.Nx, scan.Grid.Ny, (nint)scan.Grid.VoxelCount);
        Slabs.Run(scan.Grid.Nz, 1, [MethodImpl(AggressiveOptimization)] (slice, _) =>
        {
            // Copies of what the loop reads, so that it need not look through the closure.
            var (toTemplate, toBias, toGrid, lattice) = (scan.ToTemplate, scan.ToBias, template.ToGrid,
                template.Lattice);
            var (model, pull) = (contrast, force);
            var intensity = scan.Intensity;
            for (var (row, voxel) = (0, slice * ny * nx); row < ny; row++)
            {
                for (var column = 0; column < nx; column++, voxel++)
                {
                    var (x, y, z) = toTemplate.Apply(column, row, slice);
                    var (bx, by, bz) = toBias.Apply(column, row, slice);
                    var (i, j, k) = toGrid.Apply(
                        x + field[voxel], y + field[voxels + voxel], z + field[2 * voxels + voxel]);
                    var cell = lattice.Find(i, j, k);
                    var sampled = lattice.FourAt(cell);
                    var (expected, slope) = model.At(sampled.ToScalar());
                    var bias = 1 + model.BiasAt(bx, by, bz);
                    var push = pull.At(voxel, intensity[voxel] - expected * bias, sampled * (slope * bias), cell);
                    update[voxel] = push.GetElement(1);
                    update[voxels + voxel] = push.GetElement(2);
                    update[2 * voxels + voxel] = push.GetElement(3);
                }
            }
        });
    }

    /// <summary>The divisor of forces, so that none moves a point by more than half of the largest step.</summary>
    /// <param name="squaredGradients">Squared lengths of the gradients, summed over all channels.</param>
    /// <param name="squaredResiduals">Squared residuals, summed over all channels.</param>
    [MethodImpl(AggressiveInlining)]
    public static float Normaliser(float squaredGradients, float squaredResiduals) =>
        squaredGradients + squaredResiduals * (1 / (LargestStepMillimeters * LargestStepMillimeters))
        + GradientFloor * GradientFloor;

    /// <summary>The squared length of a gradient, which follows a value.</summary>
    [MethodImpl(AggressiveInlining)]
    public static float SquaredLength(Vector128<float> valueAndGradient)
    {
        var squares = valueAndGradient * valueAndGradient;
        return squares.GetElement(1) + squares.GetElement(2) + squares.GetElement(3);
    }
}

/// <summary>The force that drives a field of demons.</summary>
internal interface IDemonsForce
{
    /// <summary>The step of a voxel, mm, after a number that means nothing.</summary>
    /// <param name="voxel">Which voxel, x fastest.</param>
    /// <param name="residual">Its intensity less what is predicted.</param>
    /// <param name="gradient">The gradient of what is predicted, per mm, after a number that means nothing.</param>
    /// <param name="cell">Where in the template it lies.</param>
    Vector128<float> At(int voxel, float residual, Vector128<float> gradient, in Lattice.Cell cell);
}
