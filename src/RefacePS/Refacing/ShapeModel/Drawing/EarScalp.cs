using RefacePS.Compute;
using RefacePS.Refacing.Faces;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// The scalp where ears were removed. Faces are aligned with what was kept in the box of the face, and ears lie behind
/// that: the average's scalp would stand out of the head there, or lie within it, as dark as an average is. Here it is
/// moved sidewards, line by line, to where the kept scalp round the ear leads, and gets the layers of that: skin, fat
/// and muscle by their depth.
/// </summary>
/// <param name="Shift">What is added to the x of a point (mm) before the template is asked, [slices, rows, columns] of
/// <see cref="HeadSpace"/>; 0 beside ears that were removed.</param>
/// <param name="Addend">What is added to intensities there; that of <see cref="FaceShading"/> elsewhere.</param>
/// <param name="Outward">Distance (mm) from the scalp, positive outside; <see cref="NoEar"/> where no ear was
/// removed.</param>
internal sealed record EarScalp(Tensor Shift, Tensor Addend, Tensor Outward)
{
    /// <summary>A distance from the scalp (mm) at which no ear is.</summary>
    public const float NoEar = -1000;

    /// <summary>Columns of the space that may be ear: up to y = 48 mm, short of the face.</summary>
    internal const int Columns = 44;

    /// <summary>Slices from the side that may be scalp, and those that may be ear.</summary>
    private const int ScalpSlices = 40;
    private const int EarSlices = 20;

    /// <summary>Lines (voxels) round the ear whose scalp is continued, and how many of them are needed.</summary>
    private const int Ring = 10;
    private const int Enough = 60;

    /// <summary>Lines round the ear that are written too, since what is between two lines is interpolated.</summary>
    private const int Rim = 2;

    /// <summary>A scalp that lies farther (mm) from the average's is none: a pad, or the border of the view.</summary>
    private const double Farthest = 15;

    /// <summary>Layers of depth (mm), the first of them outside, and their number.</summary>
    private const double Layer = 2;
    private const int Layers = 9;

    /// <summary>The last columns, which belong to the face already.</summary>
    private const int FaceColumns = 4;

    private const float Tissue = (float)FaceShading.TissueFrom;

    private static int Side => HeadSpace.Side;

    /// <summary>Continues the scalp where an ear was removed and enough is left round it; null where there is none
    /// such. The tensors belong to the scope that is open.</summary>
    /// <param name="shading">The warped template in the scan's intensities.</param>
    /// <param name="head">The scan.</param>
    public static EarScalp? Find(FaceShading shading, ObservedHead head)
    {
        if (!LacksEars(head))
        {
            return null;
        }

        var lines = new HeadLines(Values(shading.Lit), Values(head.Intensity), Flags(head.Kept), Flags(head.InView));
        SideOfHead[] sides = [.. new[] { true, false }
            .Select(isRight => SideOfHead.Find(lines, isRight)).OfType<SideOfHead>()];
        if (sides.Length == 0)
        {
            return null;
        }

        var (shift, addend) = (new float[lines.Scan.Length], Values(shading.Addend));
        var outward = new float[shift.Length];
        outward.AsSpan().Fill(NoEar);
        foreach (var side in sides)
        {
            side.Write(shift, addend, outward);
        }

        return new(Moved(shift), Moved(addend), Moved(outward));

        Tensor Moved(float[] values) => tensor(values, [Side, Side, Side]).to(shading.Lit.device);
    }

    /// <summary>True if anything was removed where ears are: most heads have theirs.</summary>
    private static bool LacksEars(ObservedHead head)
    {
        using var scope = NewDisposeScope();
        var removed = (head.InView & ~head.Kept).narrow(2, 0, Columns);
        return (removed.narrow(0, 0, EarSlices) | removed.narrow(0, Side - EarSlices, EarSlices)).any().ToBoolean();
    }

    private static float[] Values(Tensor image)
    {
        using var host = HostTensor.Read(image);
        return host.Span.ToArray();
    }

    private static bool[] Flags(Tensor mask) => mask.cpu().contiguous().data<bool>().ToArray();

    /// <summary>The lines across the head, from either side to the middle.</summary>
    private sealed record HeadLines(float[] Template, float[] Scan, bool[] Kept, bool[] InView)
    {
        /// <summary>Index of a voxel of a line, counted from the side.</summary>
        public static int At(int line, int step, bool isRight)
        {
            var (row, column) = Math.DivRem(line, Columns);
            return ((isRight ? step : Side - 1 - step) * Side + row) * Side + column;
        }

        /// <summary>True if a part of an ear was removed from a line.</summary>
        public bool LacksEar(int line, bool isRight)
        {
            for (var step = 0; step < EarSlices; step++)
            {
                var at = At(line, step, isRight);
                if (InView[at] && !Kept[at])
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Voxels from the side to where tissue of the template begins; NaN where there is none.</summary>
        public double TemplateScalp(int line, bool isRight) => Scalp(Template, line, isRight, 0);

        /// <summary>The same of the scan; NaN also where it was removed, or begins at the border of the view.</summary>
        public double ScanScalp(int line, bool isRight)
        {
            var first = Enumerable.Range(0, ScalpSlices).FirstOrDefault(step => InView[At(line, step, isRight)], -1);
            return first < 0 ? double.NaN : Scalp(Scan, line, isRight, first);
        }

        private static double Scalp(float[] values, int line, bool isRight, int first)
        {
            for (var step = first + 1; step < ScalpSlices - 1; step++)
            {
                var (before, here) = (values[At(line, step - 1, isRight)], values[At(line, step, isRight)]);
                if (here > Tissue && values[At(line, step + 1, isRight)] > Tissue)
                {
                    return before > Tissue ? double.NaN : step - (here - Tissue) / (double)(here - before);
                }
            }

            return double.NaN;
        }
    }

    /// <summary>One side of a head.</summary>
    private sealed class SideOfHead
    {
        private readonly HeadLines lines;
        private readonly bool isRight;
        private readonly bool[] lacksEar;

        /// <summary>True for lines on which the scalp was seen.</summary>
        private readonly bool[] isKnown;

        /// <summary>By line: where the scalp lies in the scan, and by how much the template's lies nearer to the
        /// middle, voxels.</summary>
        private readonly double[] scalp;
        private readonly double[] lag;

        private SideOfHead(
            HeadLines lines, bool isRight, bool[] lacksEar, bool[] isKnown, double[] scalp, double[] lag) =>
            (this.lines, this.isRight, this.lacksEar, this.isKnown, this.scalp, this.lag) =
                (lines, isRight, lacksEar, isKnown, scalp, lag);

        public static SideOfHead? Find(HeadLines lines, bool isRight)
        {
            // What was removed up to the face is no ear: others cut there too.
            bool[] lacksEar = [.. LinesOfSide().Select(line => lines.LacksEar(line, isRight))];
            if (!lacksEar.Contains(true)
                || LinesOfSide().Any(line => lacksEar[line] && line % Columns >= Columns - FaceColumns))
            {
                return null;
            }

            var ring = Near(lacksEar, Ring);
            var (scalp, lag) = (new double[lacksEar.Length], new double[lacksEar.Length]);
            foreach (var line in LinesOfSide())
            {
                var isKept = ring[line] && !lacksEar[line];
                scalp[line] = isKept ? lines.ScanScalp(line, isRight) : double.NaN;
                lag[line] = scalp[line] - (isKept ? lines.TemplateScalp(line, isRight) : double.NaN);
                if (!(Math.Abs(lag[line]) * HeadSpace.Spacing <= Farthest))
                {
                    scalp[line] = lag[line] = double.NaN;
                }
            }

            return lag.Count(double.IsFinite) < Enough
                ? null
                : new(lines, isRight, lacksEar, Array.ConvertAll(lag, double.IsFinite), ScalpSurface.Continue(scalp),
                    ScalpSurface.Continue(lag));
        }

        /// <summary>Writes what it comes to into volumes of the space.</summary>
        public void Write(float[] shift, float[] addend, float[] outward)
        {
            var layers = MissingLayers();
            var written = Near(lacksEar, Rim);
            foreach (var line in LinesOfSide().Where(line => written[line]))
            {
                for (var step = 0; step < ScalpSlices; step++)
                {
                    var at = HeadLines.At(line, step, isRight);

                    // Steps count towards the middle: on the right that is towards the left, where x falls.
                    shift[at] = (float)(lag[line] * HeadSpace.Spacing * (isRight ? 1 : -1));
                    var depth = (step - scalp[line]) * HeadSpace.Spacing;
                    (addend[at], outward[at]) = ((float)At(layers, line, depth), (float)-depth);
                }
            }
        }

        /// <summary>The lack of the moved template, by layer and line, against the scan; continued from where both are
        /// known.</summary>
        private double[][] MissingLayers()
        {
            var layers = new double[Layers][];
            for (var layer = 0; layer < Layers; layer++)
            {
                var depth = (layer - 1) * Layer / HeadSpace.Spacing;
                layers[layer] = ScalpSurface.Harmonic([.. LinesOfSide().Select(line =>
                    isKnown[line] ? Missing(line, scalp[line] + depth) : double.NaN)]);
            }

            return layers;
        }

        private double Missing(int line, double step)
        {
            var first = (int)Math.Floor(step);
            if (first < 0 || first > Side - 2 || !lines.Kept[HeadLines.At(line, first, isRight)]
                || !lines.Kept[HeadLines.At(line, first + 1, isRight)])
            {
                return double.NaN;
            }

            return Between(lines.Scan, line, step) - Between(lines.Template, line, step - lag[line]);
        }

        private double Between(float[] values, int line, double step)
        {
            var first = Math.Clamp((int)Math.Floor(step), 0, Side - 2);
            return double.Lerp(
                values[HeadLines.At(line, first, isRight)], values[HeadLines.At(line, first + 1, isRight)],
                Math.Clamp(step - first, 0, 1));
        }

        /// <summary>A layer's value at a depth, mm; nothing outside the scalp.</summary>
        private static double At(double[][] layers, int line, double depth)
        {
            var position = depth / Layer + 1;
            if (position <= 0)
            {
                return 0;
            }

            var first = Math.Min((int)position, Layers - 2);
            return double.Lerp(layers[first][line], layers[first + 1][line], Math.Min(position - first, 1));
        }

        private static IEnumerable<int> LinesOfSide() => Enumerable.Range(0, Side * Columns);

        /// <summary>The lines no farther than some voxels from marked ones.</summary>
        private static bool[] Near(bool[] marked, int reach)
        {
            var near = new bool[marked.Length];
            foreach (var line in LinesOfSide().Where(line => marked[line]))
            {
                var (row, column) = Math.DivRem(line, Columns);
                for (var r = Math.Max(0, row - reach); r <= Math.Min(Side - 1, row + reach); r++)
                {
                    var (from, to) = (Math.Max(0, column - reach), Math.Min(Columns - 1, column + reach));
                    near.AsSpan(r * Columns + from, to - from + 1).Fill(true);
                }
            }

            return near;
        }
    }
}
