using RefacePS.Compute;

namespace RefacePS.Rendering;

/// <summary>
/// Pictures by which a person sees at a glance whether a head has a face: slices and a lit surface, upright as
/// <see cref="UprightWorld"/> says.
/// </summary>
public static class VolumeImage
{
    private const int PanelsPerView = 3;

    /// <summary>Draws one volume: a row of slices over a row of surface views.</summary>
    /// <returns>The bytes of an 8-bit grey PNG file.</returns>
    public static byte[] Render(Volume volume, VolumeImageOptions options, CancellationToken cancellationToken)
    {
        using var memory = ProcessMemory.TrimAfterwards();
        var scene = VolumeScene.Load(volume, UprightWorld.Grid2World(volume), cancellationToken);
        var panels = VolumePanels.Draw(scene, scene.Staging, options, cancellationToken);
        return PngEncoder.Encode(PictureSheet.Arrange([.. panels.Chunk(PanelsPerView)]));
    }

    /// <summary>Draws a result for a person to judge: as <see cref="Render"/>, and below it slices where the cut comes
    /// nearest to the brain, with the outline of what was removed.</summary>
    /// <returns>The bytes of an 8-bit grey PNG file.</returns>
    public static byte[] RenderForReview(Volume result, VolumeImageOptions options, CancellationToken cancellationToken)
    {
        using var memory = ProcessMemory.TrimAfterwards();
        var scene = VolumeScene.Load(result, UprightWorld.Grid2World(result), cancellationToken);
        var panels = VolumePanels.Draw(scene, scene.Staging, options, cancellationToken);
        var cuts = CutView.Draw(scene, result, options.PanelSize);
        return PngEncoder.Encode(PictureSheet.Arrange([.. panels.Concat(cuts).Chunk(PanelsPerView)]));
    }

    /// <summary>
    /// Draws several volumes into one picture, a column each and a row a view. Volumes on the same grid (a scan before
    /// and after) share their way up, their frame and (unless the contrast is another) their intensity window, all
    /// taken from the first of them.
    /// </summary>
    /// <returns>The bytes of an 8-bit grey PNG file.</returns>
    /// <exception cref="ArgumentException">There are no volumes.</exception>
    public static byte[] RenderSideBySide(IReadOnlyList<Volume> volumes, VolumeImageOptions options,
        CancellationToken cancellationToken)
    {
        if (volumes.Count == 0)
        {
            throw new ArgumentException("There is no volume to draw.", nameof(volumes));
        }

        using var memory = ProcessMemory.TrimAfterwards();
        var stagings = new Dictionary<VoxelGrid, Staging>();
        var columns = new List<IReadOnlyList<GreyPicture>>();
        foreach (var volume in volumes)
        {
            var scene = VolumeScene.Load(volume, UprightWorld.Grid2World(volume, volumes), cancellationToken);
            stagings.TryAdd(volume.Grid, scene.Staging);
            columns.Add(VolumePanels.Draw(scene, scene.Staging.After(stagings[volume.Grid]), options,
                cancellationToken));
        }

        return PngEncoder.Encode(PictureSheet.Arrange(Transpose(columns)));
    }

    private static GreyPicture[][] Transpose(List<IReadOnlyList<GreyPicture>> columns) =>
        [.. Enumerable.Range(0, columns[0].Count).Select(row => columns.Select(column => column[row]).ToArray())];
}
