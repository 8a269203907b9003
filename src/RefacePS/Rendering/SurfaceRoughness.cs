namespace RefacePS.Rendering;

/// <summary>
/// Roughness of the surface at a level as seen from outside: the total variation of the depth at which lines from the
/// six sides of a field first meet it. Noise and ghosts in air roughen it where the level is low, holes in dark skin
/// where it is high.
/// </summary>
internal static class SurfaceRoughness
{
    /// <summary>Grid points from one line to the next; sides are odd (<see cref="FieldResampler"/>), so lines lie
    /// evenly about the centre.</summary>
    private const int LineDistance = 2;

    /// <summary>Grid points that a step counts for at most: an outline against air is as deep as the field and says
    /// nothing of roughness.</summary>
    private const int SteepestStep = 30;

    /// <summary>The roughness at each of some rising levels, in grid points.</summary>
    public static long[] Measure(ScalarField field, float[] levels)
    {
        int[] shape = [field.Nx, field.Ny, field.Nz];
        int[] strides = [1, field.Nx, field.Nx * field.Ny];
        var roughness = new long[levels.Length];
        for (var axis = 0; axis < 3; axis++)
        {
            var (across, down) = ((axis + 1) % 3, (axis + 2) % 3);
            var lines = new LineGrid(
                (shape[across] - 1) / LineDistance + 1, (shape[down] - 1) / LineDistance + 1,
                strides[across] * LineDistance, strides[down] * LineDistance);
            AddVariation(roughness, lines, lines.Depths(field.Values, 0, strides[axis], shape[axis], levels));
            AddVariation(
                roughness, lines,
                lines.Depths(field.Values, (shape[axis] - 1) * strides[axis], -strides[axis], shape[axis], levels));
        }

        return roughness;
    }

    private static void AddVariation(long[] roughness, LineGrid lines, int[][] depths)
    {
        for (var level = 0; level < roughness.Length; level++)
        {
            roughness[level] += TotalVariation(depths[level], lines.Width);
        }
    }

    private static long TotalVariation(int[] depths, int width)
    {
        var sum = 0L;
        for (var line = 0; line < depths.Length; line++)
        {
            sum += line % width > 0 ? Step(depths[line], depths[line - 1]) : 0;
            sum += line >= width ? Step(depths[line], depths[line - width]) : 0;
        }

        return sum;
    }

    private static int Step(int depth, int neighbour) => Math.Min(Math.Abs(depth - neighbour), SteepestStep);

    /// <summary>Parallel lines into a field from one of its sides.</summary>
    private readonly record struct LineGrid(int Width, int Height, int AcrossStride, int DownStride)
    {
        /// <summary>For each level, the steps along each line to the first value above it; the length of the line where
        /// there is none.</summary>
        public int[][] Depths(float[] values, int start, int step, int length, float[] levels)
        {
            var (width, height, acrossStride, downStride) = this;
            var depths = levels.Select(_ => new int[width * height]).ToArray();
            Parallel.For(0, width * height, line =>
            {
                var first = start + line % width * acrossStride + line / width * downStride;
                var depth = 0;
                for (var level = 0; level < levels.Length; level++)
                {
                    while (depth < length && values[first + depth * step] <= levels[level])
                    {
                        depth++;
                    }

                    depths[level][line] = depth;
                }
            });
            return depths;
        }
    }
}
