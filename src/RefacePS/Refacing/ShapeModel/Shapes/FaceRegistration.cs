using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RefacePS.Compute;
using RefacePS.Registration;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>
/// Aligns a head that an affine map has brought to the atlas with an average face by a smooth field:
/// <see cref="Demons"/> on two channels at once, the intensity and the distance to the skin. The skin
/// pulls from afar, so that noses and chins find each other that do not overlap.
/// </summary>
internal static unsafe class FaceRegistration
{
    /// <summary>One scale of the alignment.</summary>
    /// <param name="Spacing">Voxel size, mm.</param>
    /// <param name="Iterations">Steps.</param>
    /// <param name="UpdateSmoothing">Standard deviation (mm) by which each step is smoothed.</param>
    /// <param name="FieldSmoothing">Standard deviation (mm) by which the field is smoothed after each step.</param>
    public readonly record struct Level(double Spacing, int Iterations, double UpdateSmoothing, double FieldSmoothing);

    /// <summary>The field u, [3, Nz, Ny, Nx] at the spacing of the last level: a point p of the head lies at p + u(p)
    /// in the average face.</summary>
    /// <param name="face">The average face at <see cref="FaceBox.Spacing"/>.</param>
    /// <param name="head">The head, at the same spacing.</param>
    /// <param name="weights">How much each voxel of the head counts for each channel, 0 to 1, [2, Nz, Ny, Nx].</param>
    /// <param name="levels">Coarse to fine.</param>
    /// <param name="cancel">Ends the work.</param>
    public static Tensor Register(FaceChannels face, FaceChannels head, Tensor weights, IReadOnlyList<Level> levels,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        Tensor? field = null;
        var spacing = 0.0;
        foreach (var level in levels)
        {
            using var coarseFace = face.Coarser(level.Spacing);
            using var coarseHead = head.Coarser(level.Spacing);
            var coarseWeights = FaceBox.Respace(weights, FaceBox.Spacing, level.Spacing);
            field = Refine(coarseFace, coarseHead, coarseWeights, field is null ? null
                : FaceBox.Respace(field, spacing, level.Spacing), level, cancel);
            spacing = level.Spacing;
        }

        return field!.MoveToOuterDisposeScope();
    }

    private static Tensor Refine(
        FaceChannels face, FaceChannels head, Tensor weights, Tensor? start, Level level, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var grid = FaceBox.WithSpacing(level.Spacing);
        using var template = HostTensor.Read(Lattice.Interleave(face.WithGradients()));
        using var intensity = HostTensor.Read(head.Values[0] * FaceChannels.BrightestBrains);
        using var distance = HostTensor.Read(head.Values[1]);
        using var intensityWeights = HostTensor.Read(weights[0]);
        using var distanceWeights = HostTensor.Read(weights[1]);
        var lattice = Lattice.Interleaved(template, grid, FaceChannels.WithGradientsCount);
        var field = start is null ? zeros(3, grid.Nz, grid.Ny, grid.Nx) : start.cpu().clone();
        new Demons(level.Iterations, level.UpdateSmoothing / level.Spacing, level.FieldSmoothing / level.Spacing).Move(
            field, new DemonsTemplate(lattice, new PointMap(grid.World2Grid)),
            new DemonsScan(grid, AffineMatrix.Identity, intensity.Data, intensityWeights.Data),
            new Force(lattice, intensityWeights.Data, distance.Data, distanceWeights.Data), cancel);
        return field.to(weights.device).MoveToOuterDisposeScope();
    }

    /// <summary>Pulls each voxel along the gradients of both channels.</summary>
    private readonly struct Force(Lattice template, float* intensityWeights, float* distance, float* distanceWeights)
        : IDemonsForce
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<float> At(int voxel, float residual, Vector128<float> gradient, in Lattice.Cell cell)
        {
            var expected = template.FourAt(cell, first: 4);
            var lag = (distance[voxel] - expected.ToScalar()) * distanceWeights[voxel];
            var weighted = residual * intensityWeights[voxel];
            var normaliser = Demons.Normaliser(
                Demons.SquaredLength(gradient) + Demons.SquaredLength(expected), weighted * weighted + lag * lag);
            return (gradient * weighted + expected * lag) * (1 / normaliser);
        }
    }
}
