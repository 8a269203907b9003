using System.Runtime.CompilerServices;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>A template warped into a head and brought to its intensities.</summary>
/// <param name="template">The template.</param>
/// <param name="shift">Where points of the head lie in the template: vectors, mm.</param>
/// <param name="contrast">From template intensity to scan intensity.</param>
/// <param name="shading">What a scan intensity is multiplied by, and what is then added.</param>
/// <param name="ears">Where an ear was removed: the shift to the side and the distance from the scalp that
/// <see cref="EarScalp"/> says, and the ear to draw; or null.</param>
/// <param name="voxelSize">Voxel size of the scan, mm: its skin is as sharp as that.</param>
internal sealed class WarpedFace(FaceTemplate.Sampler template, ChannelSampler? shift, ContrastMatch contrast,
    ChannelSampler shading, (ChannelSampler Scalp, EarShape Shape)? ears, double voxelSize) : IDrawnFace
{
    /// <summary>Voxels of this size (mm) show the skin of the average as sharp as it is.</summary>
    private const double Unsharp = 1.6;

    private const double MostSharpening = 1.5;

    /// <summary>Intensity of the template that ears have: that of skin.</summary>
    private const float EarTissue = 0.35f;

    /// <summary>Least width (mm) over which ear and scalp pass into air.</summary>
    private const double SharpestEdge = 1.5;

    private readonly double edge = Math.Max(SharpestEdge, voxelSize);
    private readonly float sharpening = (float)Math.Clamp(Unsharp / voxelSize - 1, 0, MostSharpening);

    /// <inheritdoc/>
    public bool Contains(double x, double y, double z) => shading.Contains(x, y, z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float At(double x, double y, double z)
    {
        Span<float> vector = stackalloc float[3];
        shift?.At(x, y, z, vector);
        Span<float> light = stackalloc float[2];
        shading.At(x, y, z, light);
        if (ears is not { } removed)
        {
            return Normalised(Lit(x + vector[0], y + vector[1], z + vector[2], light));
        }

        Span<float> scalp = stackalloc float[2];
        removed.Scalp.At(x, y, z, scalp);
        var value = Lit(x + vector[0] + scalp[0], y + vector[1], z + vector[2], light);
        return Normalised(
            scalp[1] > -removed.Shape.Reach ? WithEar(removed.Shape, value, light[0], scalp[1], y, z) : value);
    }

    private float Lit(double x, double y, double z, Span<float> light) =>
        contrast.At(template.At(x, y, z, sharpening)) * light[0] + light[1];

    private static float Normalised(float value) => Math.Clamp(2 * value - 1, -1, 1);

    /// <summary>Clears what the average's ears leave outside the scalp, and draws an ear there.</summary>
    private float WithEar(EarShape ear, float value, float gain, float outward, double y, double z)
    {
        var scalp = Math.Clamp(0.5 - outward / edge, 0, 1);
        var share = Math.Clamp(0.5 + ear.DepthAt(outward, y, z) / edge, 0, 1);
        return (float)double.Lerp(scalp * value, contrast.At(EarTissue) * gain, (1 - scalp) * share);
    }
}
