namespace RefacePS.Rendering;

/// <summary>The panels of a picture of one volume.</summary>
internal static class VolumePanels
{
    /// <summary>Surface views are cast at this many times the panel's size and averaged down, so that outlines are
    /// smooth.</summary>
    private const int Oversampling = 2;

    /// <summary>Degrees from the front by way of the head's left: front, three-quarter, profile.</summary>
    private static readonly double[] CameraAzimuths = [0, 40, 90];

    /// <summary>Three slices, three surface views, or both in that order.</summary>
    public static IReadOnlyList<GreyPicture> Draw(VolumeScene scene, Staging staging, VolumeImageOptions options,
        CancellationToken cancellationToken)
    {
        var panels = new List<GreyPicture>();
        if (options.Views.HasFlag(ImageViews.Slices))
        {
            var position = staging.Frame.PositionAt(options.SlicePosition);
            panels.AddRange(SliceView.Planes(staging.Frame, position, options.PanelSize)
                .Select(plane => SliceView.Draw(scene.Intensities, plane, staging.Window)));
        }

        if (options.Views.HasFlag(ImageViews.Surface))
        {
            panels.AddRange(CameraAzimuths.Select(azimuth =>
                DrawSurface(scene.Surface, PictureRaster.FacingHead(
                    staging.Frame, azimuth, options.PanelSize * Oversampling), cancellationToken)));
        }

        return panels;
    }

    private static GreyPicture DrawSurface(
        HeadSurface surface, PictureRaster raster, CancellationToken cancellationToken) =>
        new PortraitShader(DepthMap.Of(surface, raster, cancellationToken)).Shade(cancellationToken)
            .AverageDown(Oversampling);
}
