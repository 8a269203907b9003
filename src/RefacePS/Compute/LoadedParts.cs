using System.Collections.Concurrent;

namespace RefacePS.Compute;

/// <summary>Things that take long to load and stay until the process ends, each loaded once however many threads ask
/// for it. A failure is not remembered: its cause may be mended.</summary>
/// <typeparam name="TKey">All that tells one from another.</typeparam>
/// <typeparam name="TPart">The kind of thing.</typeparam>
public sealed class LoadedParts<TKey, TPart>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<TPart>> parts = new();

    /// <summary>The thing of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Loads it where it is not there yet; what it throws is thrown here.</param>
    public TPart Get(TKey key, Func<TPart> load)
    {
        var part = parts.GetOrAdd(key, _ => new Lazy<TPart>(load));
        try
        {
            return part.Value;
        }
        catch
        {
            // Another thread may have loaded it since.
            parts.TryRemove(new(key, part));
            throw;
        }
    }
}
