using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace RefacePS.Archives;

/// <summary>Does jobs on threads of its own: what a thread was told of the number of cores stays with it.</summary>
internal static class WorkQueue
{
    /// <summary>Does all jobs. The first that throws ends the rest, and its exception is thrown here once all threads
    /// have ended.</summary>
    /// <param name="jobs">In the order in which they are begun.</param>
    /// <param name="workers">How many at once.</param>
    /// <param name="cancel">Ends the work.</param>
    public static void Run(IEnumerable<Action<CancellationToken>> jobs, int workers, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var queue = new ConcurrentQueue<Action<CancellationToken>>(jobs);
        Exception? fault = null;
        var threads = Enumerable.Range(0, Math.Min(workers, queue.Count))
            .Select(_ => new Thread(Work) { IsBackground = true, Name = "RefacePS archive" }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        cancel.ThrowIfCancellationRequested();

        void Work()
        {
            try
            {
                while (!stop.IsCancellationRequested && queue.TryDequeue(out var job))
                {
                    job(stop.Token);
                }
            }
            catch (Exception e)
            {
                if (e is not OperationCanceledException || !stop.IsCancellationRequested)
                {
                    Interlocked.CompareExchange(ref fault, e, null);
                    stop.Cancel();
                }
            }
        }
    }
}
