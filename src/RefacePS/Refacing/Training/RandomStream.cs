
namespace RefacePS.Refacing.Training;

/// <summary>The uses of random numbers; each use has a stream of its own under the one seed.</summary>
internal enum RandomStream
{
    /// <summary>The order of samples in an epoch.</summary>
    Order,

    /// <summary>The augmentation of a step's samples.</summary>
    Augmentation,

    /// <summary>The choice of the subjects that are held out.</summary>
    Split,
}

/// <summary>Generators that can be had again for any step.</summary>
internal static class RandomStreams
{
    /// <summary>The generator of one stream at one index, the same for the same seed wherever training
    /// starts.</summary>
    public static Random At(this RandomStream stream, int seed, long index) =>
        new((int)Mix(Mix(Mix((uint)seed) + (ulong)stream) + (ulong)index));

    // The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): System.Random's first numbers are correlated for
    // seeds that follow each other.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
