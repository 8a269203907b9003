using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>The options of a <see cref="VolumeImage"/>.</summary>
public sealed record VolumeImageOptions
{
    /// <summary>Fewest pixels of <see cref="PanelSize"/>.</summary>
    public const int LeastPanelSize = 16;

    /// <summary>Most pixels of <see cref="PanelSize"/>: the surface is cast at twice that, which then takes 0.3
    /// GB.</summary>
    public const int MostPanelSize = 2048;

    /// <summary>Pixels of <see cref="PanelSize"/> unless said otherwise.</summary>
    public const int DefaultPanelSize = 400;

    /// <summary>The views to show.</summary>
    public ImageViews Views { get; init; } = ImageViews.All;

    /// <summary>Edge of each square panel in pixels, <see cref="LeastPanelSize"/> to
    /// <see cref="MostPanelSize"/>.</summary>
    public int PanelSize
    {
        get;
        init => field = value is >= LeastPanelSize and <= MostPanelSize
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(PanelSize), value, $"A panel has {LeastPanelSize} to {MostPanelSize} pixels along its edge.");
    } = DefaultPanelSize;

    /// <summary>
    /// Positions of the slices, as fractions of <see cref="ViewFrame"/> from left to right (sagittal), posterior to
    /// anterior (coronal) and inferior to superior (axial). The default passes through the midline, the temporal lobes
    /// and the orbits.
    /// </summary>
    public Vector3 SlicePosition { get; init; } = new(0.5f, 0.5f, 0.52f);
}
