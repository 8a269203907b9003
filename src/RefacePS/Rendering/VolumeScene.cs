using RefacePS.Volumes;

namespace RefacePS.Rendering;

/// <summary>The common settings of a scan's volumes when they are drawn.</summary>
internal readonly record struct Staging(ViewFrame Frame, IntensityWindow Window)
{
    /// <summary>This after another volume on the same grid: its frame, and its window unless the contrast is
    /// another.</summary>
    public Staging After(Staging first) => Window.Resembles(first.Window) ? first : first with { Window = Window };
}

/// <summary>A volume made ready to be drawn: the intensities of its first frame and the surface of its head, in upright
/// world.</summary>
internal sealed record VolumeScene(ScalarField Intensities, HeadSurface Surface)
{
    /// <summary>The frame and window that suit this volume by itself.</summary>
    public Staging Staging => new(ViewFrame.Around(Surface.Extent), IntensityWindow.Of(Intensities.Values));

    /// <summary>Reads the intensities and finds the surface.</summary>
    /// <exception cref="ArgumentException">The volume is a line or a single slice.</exception>
    public static VolumeScene Load(Volume volume, AffineMatrix grid2World, CancellationToken cancellationToken)
    {
        var (nx, ny, nz) = (volume.Grid.Nx, volume.Grid.Ny, volume.Grid.Nz);
        if (Math.Min(nx, Math.Min(ny, nz)) < 2)
        {
            throw new ArgumentException($"A picture takes at least two voxels along each axis, not {volume.Grid}.",
                nameof(volume));
        }

        var intensities = new ScalarField(VoxelConversion.ToFloat(volume), nx, ny, nz, grid2World);
        intensities.ReplaceNonFinite();
        return new(intensities, HeadSurface.Find(intensities, cancellationToken));
    }
}
