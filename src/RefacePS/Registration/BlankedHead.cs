using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>A head parts of which were blanked, and what a registration leaves out because of that.</summary>
/// <param name="Blocks">What is blank.</param>
/// <param name="Counts">Which points of the template's world, [N, 3] mm, no defacing removes, [N] bool.</param>
internal sealed record BlankedHead(BlankedBlocks Blocks, Func<Tensor, Tensor> Counts)
{
    /// <summary>Template values from here on are tissue.</summary>
    private const double Tissue = 0.2;

    /// <summary>The face is hidden where more than this share of what a defacing may remove is blank: up to 0.017 in
    /// whole heads, from 0.146 on where the face was removed, and 0.07 where the map is off by that.</summary>
    private const double Hidden = 0.05;

    /// <summary>True if what defacing removes is blank under a transform, though air is blank too: nothing but the
    /// place tells one from the other.</summary>
    public bool HidesFace(Template template, ScanSamples samples, AffineMatrix scan2Template)
    {
        if (!Blocks.IsAir)
        {
            return false;
        }

        using var scope = NewDisposeScope();
        var points = Resampling.Transform(samples.Points, scan2Template);
        var removable = ~Counts(points) & (template.Sample(points) > Tissue);
        var blank = (removable & Blocks.Contains(samples.Points)).sum().ToDouble();
        return blank > Hidden * removable.sum().ToDouble();
    }

    /// <summary>Weight of each voxel of a grid under a transform, [N]: what is blank has none; where air is blank too,
    /// a place where a face may have been has one.</summary>
    public Tensor Weights(VoxelGrid grid, AffineMatrix scan2Template, Device device)
    {
        using var scope = NewDisposeScope();
        var points = Resampling.WorldPoints(grid, device);
        var blank = Blocks.Contains(points);
        var ignored = Blocks.IsAir ? blank & ~Counts(Resampling.Transform(points, scan2Template)) : blank;
        return (~ignored).to(float32).MoveToOuterDisposeScope();
    }
}
