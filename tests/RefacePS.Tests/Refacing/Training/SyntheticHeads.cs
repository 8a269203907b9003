using RefacePS.Refacing.Training;

namespace RefacePS.Tests.Refacing.Training;

/// <summary>
/// Heads that nobody has: a bright ellipsoid of random size and brightness, whose anterior third is removed. The
/// removed part is the mirror image of the posterior third, so that it can be learned from what is kept.
/// </summary>
internal static class SyntheticHeads
{
    public const int Side = 32;
    public const int Slices = 12;

    public static HeadPair[] Make(int count, int seed, string prefix = "subject") =>
        [.. Enumerable.Range(0, count).Select(i => Make($"{prefix}{seed}-{i}", new Random(1000 * seed + i)))];

    private static HeadPair Make(string subject, Random random)
    {
        var (radius, brightness) = (9 + 5 * random.NextDouble(), 0.3 + 0.6 * random.NextDouble());
        var input = new byte[Slices * Side * Side];
        var (target, mask) = (new byte[input.Length], new byte[input.Length]);
        for (var i = 0; i < input.Length; i++)
        {
            var (slice, row, column) = (i / (Side * Side), i / Side % Side, i % Side);
            var head = Inside(slice, row, column, radius) ? (float)(2 * brightness - 1) : -1;
            var removed = column >= 22 && slice is >= 2 and < Slices - 2;
            target[i] = HeadPair.Quantise(head);
            input[i] = HeadPair.Quantise(removed ? -1 : head);
            mask[i] = (byte)(removed ? 1 : 0);
        }

        return new HeadPair(subject, Slices, input, target, mask);
    }

    private static bool Inside(int slice, int row, int column, double radius)
    {
        const double Centre = (Side - 1) / 2.0;
        var (z, y, x) = (slice - (Slices - 1) / 2.0, row - Centre, column - Centre);
        return 4 * z * z + y * y + x * x < radius * radius;
    }
}
