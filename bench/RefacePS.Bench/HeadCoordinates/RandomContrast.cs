using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>Draws how bright tissues are: any scanner, any sequence (domain randomisation; Billot et al., Med. Image
/// Anal. 86, 2023).</summary>
internal static class RandomContrast
{
    private const int Levels = 256;
    private const int Knots = 7;

    /// <summary>Signals below this are no tissue.</summary>
    private const float DarkTissue = 0.08f;

    /// <summary>Values of a head, 0 (air) to about 1, [Nz, Ny, Nx].</summary>
    public static Tensor Draw(StockHead head, Draws draws)
    {
        using var scope = NewDisposeScope();
        var signal = tensor(head.Signal, [head.Grid.Nz, head.Grid.Ny, head.Grid.Nx]).to(int64);
        var inside = 1 - head.Field(head.Outside);
        var table = head.IsLabelMap ? Classes(draws) : Curve(draws);
        var values = table[signal];
        if (!head.IsLabelMap && draws.Chance(0.25))
        {
            var cavity = head.Field(head.Cavity);
            values = values * (1 - cavity) + Curve(draws)[signal] * cavity;
        }

        if (head.IsLabelMap || draws.Chance(0.2))
        {
            var (fine, coarse) = (draws.Between(0, 0.12), draws.Between(0, 0.1));
            var blocks = draws.Normal(1, 1, 1 + head.Grid.Nz / 3, 1 + head.Grid.Ny / 3, 1 + head.Grid.Nx / 3);
            var texture = nn.functional.interpolate(blocks, [head.Grid.Nz, head.Grid.Ny, head.Grid.Nx],
                mode: InterpolationMode.Trilinear, align_corners: false)[0][0];
            values = values * (1 + coarse * texture + fine * draws.Normal(signal.shape));
        }

        // The air of the scans keeps its own noise, that of the label maps gets some later.
        var air = head.IsLabelMap ? zeros_like(values) : signal.to(float32) / Levels;
        return (values * inside + air * (1 - inside)).MoveToOuterDisposeScope();
    }

    private static Tensor Classes(Draws draws)
    {
        var table = zeros(Levels);
        for (var label = 1; label < Levels; label++)
        {
            table[label] = (float)draws.Between(0.08, 1);
        }

        // Bone and airways are dark in most sequences, and left and right are alike.
        foreach (var (dark, most) in ((int, double)[])[(215, 0.3), (216, 0.6), (206, 0.5)])
        {
            if (draws.Chance(0.6))
            {
                table[dark] = (float)draws.Between(0.02, most);
            }
        }

        foreach (var (left, right) in ((int, int)[])[(2, 41), (3, 42), (4, 43), (7, 46), (8, 47), (10, 49), (11, 50),
            (12, 51), (13, 52), (17, 53), (18, 54)])
        {
            table[right] = table[left];
        }

        return table;
    }

    /// <summary>A curve from the scanner's signal to another: as it is, brighter or darker, any way up, or turned
    /// round.</summary>
    private static Tensor Curve(Draws draws)
    {
        var knots = new double[Knots];
        var kind = draws.Between(0, 1);
        var gamma = Math.Exp(draws.Between(-0.6, 0.6));
        for (var knot = 0; knot < Knots; knot++)
        {
            var at = knot / (Knots - 1.0);
            knots[knot] = kind switch
            {
                < 0.65 => Math.Pow(at, gamma),
                < 0.75 => DarkTissue + (1 - DarkTissue) * Math.Pow(1 - at, gamma),
                _ => draws.Between(DarkTissue, 1),
            };
        }

        // What is dark in T1 contrast (bone, airways) often is in others.
        knots[0] = draws.Chance(0.6) ? 0.04 : knots[0];
        var curve = new float[Levels];
        for (var level = 0; level < Levels; level++)
        {
            var at = level / (Levels - 1.0) * (Knots - 1);
            var low = Math.Min((int)at, Knots - 2);
            curve[level] = (float)(knots[low] + (knots[low + 1] - knots[low]) * (at - low));
        }

        return tensor(curve);
    }
}
