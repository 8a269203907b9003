using System.Runtime.CompilerServices;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Shapes;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>A template warped into a head and brought to its intensities.</summary>
/// <param name="template">The template.</param>
/// <param name="shift">Where points of the head lie in the template: vectors, mm.</param>
/// <param name="contrast">From template intensity to scan intensity.</param>
/// <param name="shading">What a scan intensity is multiplied by, and what is then added.</param>
/// <param name="voxelSize">Voxel size of the scan, mm: its skin is as sharp as that.</param>
internal sealed class WarpedFace(FaceTemplate.Sampler template, ChannelSampler? shift, ContrastMatch contrast,
    ChannelSampler shading, double voxelSize) : IDrawnFace
{
    /// <summary>Voxels of this size (mm) show the skin of the average as sharp as it is.</summary>
    private const double Unsharp = 1.6;

    private const double MostSharpening = 1.5;

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
        var value = contrast.At(
            template.At(x + vector[0], y + vector[1], z + vector[2], sharpening));
        return Math.Clamp(2 * (value * light[0] + light[1]) - 1, -1, 1);
    }
}
