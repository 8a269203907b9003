using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>Random numbers of one sample: the same for the same seed and step, on whatever thread.</summary>
internal sealed class Draws(long seed) : IDisposable
{
    private readonly Random random = new((int)(Mix((ulong)seed) >> 33));
    private readonly Generator generator = new(Mix((ulong)seed + 1), CPU);

    public void Dispose() => generator.Dispose();

    public bool Chance(double probability) => random.NextDouble() < probability;

    public double Between(double low, double high) => low + (high - low) * random.NextDouble();

    public int Below(int count) => random.Next(count);

    public int Sign() => random.Next(2) == 0 ? -1 : 1;

    /// <summary>Of mean 0 and standard deviation 1 (Box and Muller, 1958).</summary>
    public double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A tensor of normal numbers.</summary>
    public Tensor Normal(params long[] shape) => randn(shape, generator: generator);

    /// <summary>A direction, evenly drawn.</summary>
    public (double X, double Y, double Z) Direction()
    {
        var (x, y, z) = (Normal(), Normal(), Normal());
        var length = Math.Sqrt(x * x + y * y + z * z);
        return (x / length, y / length, z / length);
    }

    /// <summary>Turns by normal angles (degrees) and shifts by normal lengths (mm).</summary>
    public AffineMatrix SmallMove(double degrees, double millimeters) =>
        AffineMatrix.Translation(millimeters * Normal(), millimeters * Normal(), millimeters * Normal())
        * AffineMatrix.Rotation(Radians(degrees), Radians(degrees), Radians(degrees));

    // The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private double Radians(double degrees) => double.DegreesToRadians(degrees * Normal());
}
