namespace RefacePS.Volumes;

/// <summary>
/// Knows labels by their values: whole numbers, few of them, and neighbours that mostly have the same. In the tissue of
/// a scan neighbours differ, be it by the noise alone.
/// </summary>
internal static class LabelContent
{
    /// <summary>The largest tables of structures have some hundreds.</summary>
    private const int ValuesAtMost = 1024;

    /// <summary>Share of neighbours, one of them not 0, that have the same label; in scans it is a tenth or
    /// less.</summary>
    private const double SameAtLeast = 0.6;

    /// <summary>True if the first frame of an image holds labels and no intensities.</summary>
    public static bool IsIn(Volume image)
    {
        var voxels = VoxelConversion.ToFloat(image);
        var values = new HashSet<float>();
        var (pairs, same) = (0L, 0L);
        for (var start = 0; start < voxels.Length; start += image.Grid.Nx)
        {
            var row = voxels.AsSpan(start, image.Grid.Nx);
            foreach (var value in row)
            {
                if (value != MathF.Floor(value) || (values.Add(value) && values.Count > ValuesAtMost))
                {
                    return false;
                }
            }

            for (var i = 1; i < row.Length; i++)
            {
                var counts = row[i] != 0 || row[i - 1] != 0;
                pairs += counts ? 1 : 0;
                same += counts && row[i] == row[i - 1] ? 1 : 0;
            }
        }

        return same >= SameAtLeast * pairs;
    }
}
