using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
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
        using var scope = NewDisposeScope();
        var values = Resampling.SampleWorld(head, headGrid, points)[0];
        if (face is not null)
        {
            values = lerp(values, Resampling.SampleWorld(face, faceGrid, points)[0], Share(points));
        }

        return values.MoveToOuterDisposeScope();
    }

    /// <summary>Intensities on the <see cref="FaceBox"/> at <see cref="FaceBox.Spacing"/>, [Nz, Ny, Nx].</summary>
    public Tensor OnBox() => At(Resampling.WorldPoints(FaceBox.Grid, head.device))
        .reshape(FaceBox.Grid.Nz, FaceBox.Grid.Ny, FaceBox.Grid.Nx);

    /// <summary>The template as channels at single points: intensity alone.</summary>
    public Sampler ForPoints() =>
        new(new ChannelSampler(head, headGrid), face is null ? null : new ChannelSampler(face, faceGrid));

    private static Tensor Share(Tensor points)
    {
        var (x, y, z) = (points.select(1, 0), points.select(1, 1), points.select(1, 2));
        return minimum(minimum(FaceBox.HalfWidth - x.abs(), y - FaceBox.BackWall),
            minimum(FaceBox.Roof - z, z - FaceBox.Floor)).div_(Passage).clamp_(0, 1);
    }

    /// <summary>The template at single points.</summary>
    internal sealed class Sampler(ChannelSampler head, ChannelSampler? face)
    {
        /// <summary>The intensity at a point of the average, mm.</summary>
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
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        head.Dispose();
        face?.Dispose();
    }
}
