using TorchSharp;

namespace RefacePS.Compute;

/// <summary>
/// Sums on one thread. A sum of many numbers that threads share is rounded otherwise with each number of threads, and
/// what is cut by the last bit of it is cut otherwise; the time that it takes is small beside that of sampling.
/// </summary>
internal static class OneThread
{
    /// <summary>Does work on the thread that calls alone; what it gives is the same whatever the number of
    /// threads.</summary>
    public static T Run<T>(Func<T> work)
    {
        var threads = torch.get_num_threads();
        if (threads == 1)
        {
            return work();
        }

        torch.set_num_threads(1);
        try
        {
            return work();
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }
}
