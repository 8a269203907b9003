using System.Numerics;

namespace RefacePS.Privacy;

/// <summary>
/// The surface that is left of a scan once its face is measured: the height of the face along each line of
/// <see cref="FaceWindow"/>. Some 60 kB, so that a gallery of thousands fits into memory.
/// </summary>
/// <param name="heights">
/// A height (mm) a line: over the wall for lines from the front, from the midline for lines from the sides. 0 where
/// nothing stands, NaN where the scan's field of view ends.
/// </param>
/// <param name="scaledHeights">The same of the head scaled to the size of the atlas.</param>
internal sealed class FaceSurface(float[] heights, float[] scaledHeights)
{
    /// <summary>Heights in mm, a line of the window each.</summary>
    public ReadOnlySpan<float> Heights => heights;

    /// <summary>Heights in mm of the head scaled to the size of the atlas, a line of the window each.</summary>
    public ReadOnlySpan<float> ScaledHeights => scaledHeights;

    /// <summary>Share of the lines whose end lies in the field of view, 0 to 1.</summary>
    public double InView => heights.Count(height => !float.IsNaN(height)) / (double)heights.Length;

    /// <summary>The points of the surface in head space, mm.</summary>
    public Vector3[] Points() =>
        [.. heights.Select((height, line) => (height, line)).Where(seen => seen.height > 0)
            .Select(seen => FaceWindow.Lines[seen.line].At(seen.height))];

    /// <summary>The mean of surfaces, line by line, over those that see its end; NaN where none does.</summary>
    public static float[] Mean(IEnumerable<FaceSurface> surfaces)
    {
        var (sums, counts) = (new double[FaceWindow.Lines.Count], new int[FaceWindow.Lines.Count]);
        foreach (var surface in surfaces)
        {
            for (var line = 0; line < sums.Length; line++)
            {
                if (!float.IsNaN(surface.Heights[line]))
                {
                    sums[line] += surface.Heights[line];
                    counts[line]++;
                }
            }
        }

        return [.. sums.Zip(counts, (sum, count) => count == 0 ? float.NaN : (float)(sum / count))];
    }
}
