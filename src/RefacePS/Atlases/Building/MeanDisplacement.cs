using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases.Building;

/// <summary>The mean of the non-linear shifts of a group of heads, seen from the atlas.</summary>
/// <param name="device">Where to compute.</param>
internal sealed class MeanDisplacement(Device device) : IDisposable
{
    private readonly Tensor sum =
        zeros(3, AtlasAverage.MapGrid.Nz, AtlasAverage.MapGrid.Ny, AtlasAverage.MapGrid.Nx, device: device)
            .DetachFromDisposeScope();

    private int count;

    /// <summary>Adds the field of a head.</summary>
    public void Add(HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        var scanPoints = alignment.ToScan(Resampling.WorldPoints(AtlasAverage.MapGrid, device));
        sum.add_(alignment.Field.At(scanPoints).t().reshape(sum.shape));
        count++;
    }

    /// <summary>The mean of what was added, mm, on points of the atlas.</summary>
    public DisplacementField Result() => new(AtlasAverage.MapGrid, sum / count);

    /// <inheritdoc/>
    public void Dispose() => sum.Dispose();
}
