using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>The channels by which faces are aligned, on the <see cref="FaceBox"/> at one spacing. Owns its
/// tensors.</summary>
internal sealed class FaceChannels : IDisposable
{
    /// <summary>Brains by which intensities are divided, so that the values of a <see cref="ContrastModel"/>'s template
    /// lie in 0 to 1.</summary>
    public const float BrightestBrains = 2.5f;

    /// <summary>Channels of <see cref="WithGradients"/>.</summary>
    public const int WithGradientsCount = 8;

    /// <summary>Millimeters by which distances are divided, so that the skin pulls about as hard as a border of
    /// tissues.</summary>
    private const float DistanceScale = 5;

    private FaceChannels(Tensor values, double spacing)
    {
        Values = values.DetachFromDisposeScope();
        Spacing = spacing;
    }

    /// <summary>Intensity (air 0, brain 0.4) and scaled distance to the skin, [2, Nz, Ny, Nx].</summary>
    public Tensor Values { get; }

    /// <summary>Voxel size, mm.</summary>
    public double Spacing { get; }

    /// <summary>Channels at <see cref="FaceBox.Spacing"/>.</summary>
    /// <param name="intensity">Air 0, brain 0.4.</param>
    public static FaceChannels Create(Tensor intensity)
    {
        using var scope = NewDisposeScope();
        var distance = HeadDistance.Measure(intensity * BrightestBrains);
        return new FaceChannels(stack([intensity, distance / DistanceScale]), FaceBox.Spacing);
    }

    /// <summary>The channels smoothed and on a coarser grid.</summary>
    public FaceChannels Coarser(double spacing)
    {
        using var scope = NewDisposeScope();
        var sigma = Math.Sqrt(Math.Max(0, spacing * spacing / (Spacing * Spacing) - 1)) / 2 + 0.5;
        return new FaceChannels(FaceBox.Respace(Resampling.Smooth(Values, sigma), Spacing, spacing), spacing);
    }

    /// <summary>Values and their world gradients, [8, Nz, Ny, Nx]: each channel followed by its three
    /// derivatives.</summary>
    public Tensor WithGradients()
    {
        using var scope = NewDisposeScope();
        var grid = FaceBox.WithSpacing(Spacing);
        var parts = new List<Tensor>();
        for (var channel = 0; channel < 2; channel++)
        {
            using var image = new Image(grid, Values[channel].clone());
            parts.Add(image.Voxels.unsqueeze(0).clone());
            parts.Add(Resampling.WorldGradient(image));
        }

        return cat([.. parts]).MoveToOuterDisposeScope();
    }

    /// <summary>Signed distance (mm) to the skin, positive inside, and its world gradient, [4, Nz, Ny, Nx].</summary>
    public Tensor Skin()
    {
        using var scope = NewDisposeScope();
        return (WithGradients().narrow(0, 4, 4) * DistanceScale).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
