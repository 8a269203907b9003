using TorchSharp;

namespace RefacePS.Compute;

/// <summary>
/// Deals work out to threads in slabs whose borders are always the same, so that what is computed in each, and every
/// sum that is made of slabs in their order, does not depend on how many threads there are. It takes as many as
/// libtorch was told to take.
/// </summary>
internal static class Slabs
{
    /// <summary>Does items in slabs.</summary>
    /// <param name="count">Items in all.</param>
    /// <param name="size">Items of a slab.</param>
    /// <param name="work">Does the items from one to before another.</param>
    public static void Run(int count, int size, Action<int, int> work)
    {
        var slabs = (int)(((long)count + size - 1) / size);
        var threads = Math.Min(slabs, torch.get_num_threads());
        if (threads < 2)
        {
            for (var slab = 0; slab < slabs; slab++)
            {
                Do(slab);
            }

            return;
        }

        Parallel.For(0, slabs, new ParallelOptions { MaxDegreeOfParallelism = threads }, Do);

        void Do(int slab) => work(slab * size, (int)Math.Min(count, ((long)slab + 1) * size));
    }

    /// <summary>The result of each slab, in their order.</summary>
    /// <param name="count">Items in all.</param>
    /// <param name="size">Items of a slab.</param>
    /// <param name="work">Makes something of the items from one to before another.</param>
    public static T[] Collect<T>(int count, int size, Func<int, int, T> work)
    {
        var results = new T[(int)(((long)count + size - 1) / size)];
        Run(count, size, (start, end) => results[start / size] = work(start, end));
        return results;
    }
}
