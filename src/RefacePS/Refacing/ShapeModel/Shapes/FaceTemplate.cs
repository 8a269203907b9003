using System.Numerics;
using System.Runtime.CompilerServices;
using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>
/// The head that is warped into scans: an average face where there is one, the average head of the atlas elsewhere, and
/// a smooth passage between them. Air 0, brain 0.4. Owns its tensors.
/// </summary>
internal sealed class FaceTemplate : IDisposable
{
    /// <summary>Width (mm) of the passage at the walls of the <see cref="FaceBox"/> that a head passes
    /// through.</summary>
    private const float Passage = 12;

    private readonly Tensor head;
    private readonly VoxelGrid headGrid;
    private readonly Tensor? face;
    private readonly VoxelGrid faceGrid = FaceBox.WithSpacing(FaceBox.FaceSpacing);

    /// <summary>Prepares a template.</summary>
    /// <param name="atlas">The head atlas; stays the caller's.</param>
    /// <param name="face">The average face at <see cref="FaceBox.FaceSpacing"/>, which stays the caller's; null for
    /// that of the atlas.</param>
    public FaceTemplate(HeadAtlas atlas, Tensor? face)
    {
        using var scope = NewDisposeScope();
        headGrid = atlas.Average.Grid;
        head = (atlas.Average.Voxels * ScaleOf(atlas)).clamp_(0, 1).unsqueeze(0).DetachFromDisposeScope();
        this.face = face?.unsqueeze(0).clone().DetachFromDisposeScope();
    }

    /// <summary>The factor by which an atlas's average head is multiplied so that brain is 0.4.</summary>
    public static double ScaleOf(HeadAtlas atlas)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(AtlasGrid.WithSpacing(4), atlas.Average.Voxels.device);
        var brain = HeadThreshold.Percentile(atlas.AverageAt(points)[atlas.Zones.At(points).Cavity > 0.5], 0.5);
        return 1 / (FaceChannels.BrightestBrains * brain);
    }

    /// <summary>Intensities at points of the average, [N, 3] mm.</summary>
    public Tensor At(Tensor points)
    {
        using var headValues = HostTensor.Read(head);
        using var faceValues = face is null ? default : HostTensor.Read(face);
        var (onHead, toHead) = (Lattice.OfChannels(headValues, headGrid), new PointMap(headGrid.World2Grid));
        var (onFace, toFace) = (Lattice.OfChannels(faceValues, faceGrid), new PointMap(faceGrid.World2Grid));
        var hasFace = face is not null;
        return PointSampling.Values(points, [MethodImpl(AggressiveOptimization)] (x, y, z) =>
        {
            var share = hasFace ? Share(x, y, z) : 0;
            var value = share < 1 ? ValueAt(onHead, toHead.Apply(x, y, z)) : 0;
            return share > 0 ? value + (ValueAt(onFace, toFace.Apply(x, y, z)) - value) * share : value;
        });
    }

    private static float ValueAt(Lattice lattice, (float X, float Y, float Z) index) =>
        lattice.At(lattice.Find(index.X, index.Y, index.Z), 0);

    /// <summary>Intensities on the <see cref="FaceBox"/> at <see cref="FaceBox.Spacing"/>, [Nz, Ny, Nx].</summary>
    public Tensor OnBox() => At(Resampling.WorldPoints(FaceBox.Grid, head.device))
        .reshape(FaceBox.Grid.Nz, FaceBox.Grid.Ny, FaceBox.Grid.Nx);

    /// <summary>The template as channels at single points: intensity alone.</summary>
    public Sampler ForPoints() =>
        new(new ChannelSampler(head, headGrid), face is null ? null : new ChannelSampler(face, faceGrid));

    /// <summary>The share that the face has of a point, mm.</summary>
    private static float Share(float x, float y, float z) => Math.Clamp(
        Math.Min(Math.Min(FaceBox.HalfWidth - Math.Abs(x), y - FaceBox.BackWall),
            Math.Min(FaceBox.Roof - z, z - FaceBox.Floor)) / Passage, 0, 1);

    /// <summary>The template at single points.</summary>
    internal sealed class Sampler(ChannelSampler head, ChannelSampler? face)
    {
        /// <summary>The intensity at the skin: half of that beneath it.</summary>
        private const float Skin = 0.15f;

        /// <summary>Intensities between these may be skin.</summary>
        private const float Least = 0.01f;
        private const float Most = 0.4f;

        /// <summary>Distance (mm) from the skin within which it is sharpened: a standard deviation times the root of
        /// two.</summary>
        private const float Reach = 2;

        /// <summary>The step (mm) of central differences.</summary>
        private const double Difference = 1;

        /// <summary>The intensity at a point of the average, mm.</summary>
        [MethodImpl(AggressiveOptimization)]
        public float At(double x, double y, double z)
        {
            Span<float> value = stackalloc float[1];
            var share = face is null ? 0 : Math.Clamp(
                Math.Min(Math.Min(FaceBox.HalfWidth - Math.Abs(x), y - FaceBox.BackWall),
                    Math.Min(FaceBox.Roof - z, z - FaceBox.Floor)) / Passage, 0, 1);
            var result = 0f;
            if (share > 0)
            {
                face!.At(x, y, z, value);
                result = (float)share * value[0];
            }

            if (share < 1)
            {
                head.At(x, y, z, value);
                result += (float)(1 - share) * value[0];
            }

            return result;
        }

        /// <summary>
        /// The same with a sharper skin. An average of many heads passes from air to tissue over some millimeters,
        /// since none is aligned to the last one. Points near the skin take what lies farther from it along the
        /// gradient (Arad and Gotsman, IEEE Trans. Image Process. 8:1063, 1999: sharpening that moves points, and makes
        /// no values that were not there).
        /// </summary>
        /// <param name="x">Right, mm.</param>
        /// <param name="y">Anterior, mm.</param>
        /// <param name="z">Superior, mm.</param>
        /// <param name="sharpening">How many times as steep the skin gets, less 1; below 2, so that the order of points
        /// stays.</param>
        [MethodImpl(AggressiveOptimization)]
        public float At(double x, double y, double z, float sharpening)
        {
            var value = At(x, y, z);
            if (sharpening <= 0 || value is < Least or > Most)
            {
                return value;
            }

            var gradient = new Vector3(
                At(x + Difference, y, z) - At(x - Difference, y, z),
                At(x, y + Difference, z) - At(x, y - Difference, z),
                At(x, y, z + Difference) - At(x, y, z - Difference)) / (float)(2 * Difference);
            var steepness = gradient.Length();
            var depth = (value - Skin) / Math.Max(steepness, 1e-6f);
            if (Math.Abs(depth) > 2 * Reach)
            {
                return value;
            }

            var move = gradient * (depth * sharpening * MathF.Exp(-(depth * depth) / (Reach * Reach)) / steepness);
            return At(x + move.X, y + move.Y, z + move.Z);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        head.Dispose();
        face?.Dispose();
    }
}
