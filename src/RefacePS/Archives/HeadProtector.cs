using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Defacing;
using RefacePS.Refacing;
using RefacePS.Registration;
using TorchSharp;

namespace RefacePS.Archives;

/// <summary>The tool that takes faces off, loaded when the first scan needs it.</summary>
/// <param name="Atlas">The head atlas.</param>
/// <param name="Refacer">Grows artificial faces; null where none are asked for.</param>
/// <param name="Device">Where to compute.</param>
public sealed record ProtectorParts(HeadAtlas Atlas, Refacer? Refacer, torch.Device Device);

/// <summary>Defaces and refaces the scans of an archive.</summary>
/// <param name="load">Loads what it needs; called once, by the first session. What it gives stays the caller's.</param>
/// <param name="region">What to remove.</param>
/// <param name="atlasName">Name and version of the atlas, and the hash of its files.</param>
/// <param name="modelName">Name and version of the model, and what tells its weights from others; null where none is
/// used.</param>
/// <param name="workers">Sessions at once.</param>
public sealed class HeadProtector(Func<ProtectorParts> load, DefaceRegion region, string atlasName, string? modelName,
    int workers)
    : IScanProtector, IDisposable
{
    private readonly Lazy<(ProtectorParts Parts, TorchThreads Threads)> loaded =
        new(() => (load(), new TorchThreads(workers)));

    /// <inheritdoc/>
    public string Parameters(Treatment treatment) => treatment == Treatment.Reface
        ? $"Reface; {region}; atlas {atlasName}; model {modelName}"
        : $"{treatment}; {region}; atlas {atlasName}";

    /// <inheritdoc/>
    public ISessionProtector Open()
    {
        var (parts, threads) = loaded.Value;
        threads.Apply();
        return new Session(parts, region);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (loaded.IsValueCreated)
        {
            loaded.Value.Threads.Dispose();
        }
    }

    private sealed class Session(ProtectorParts parts, DefaceRegion region) : ISessionProtector
    {
        private readonly Defacer defacer = new(parts.Atlas, parts.Device);
        private HeadAlignment? head;

        public Volume ProtectHead(Volume scan, Treatment treatment, CancellationToken cancel)
        {
            var alignment = defacer.Locate(scan, cancel);
            using var own = Remember(scan, alignment) ? null : alignment;
            var defaced = defacer.Deface(scan, alignment, region, cancel);
            return treatment == Treatment.Reface ? parts.Refacer!.Reface(defaced, cancel) : defaced;
        }

        public void Locate(Volume scan, CancellationToken cancel)
        {
            var alignment = defacer.Locate(scan, cancel);
            using var own = Remember(scan, alignment) ? null : alignment;
        }

        public Volume ProtectCompanion(Volume companion, Treatment treatment, CancellationToken cancel)
        {
            var place = companion.HasWorld ? head : null;
            if (treatment == Treatment.Clear)
            {
                return place is null
                    ? throw new ArchiveException(ArchiveFault.NoHeadInSession, companion.Name,
                        "No head of its session says where the face is. It is left out.")
                    : defacer.Clear(companion, place, region);
            }

            // An image that does not fit where the session's head lies was taken elsewhere, or its header is wrong.
            return (place is null ? null : defacer.DefaceCompanion(companion, place, region, cancel))
                ?? defacer.Deface(companion, region, cancel);
        }

        public void Dispose()
        {
            head?.Dispose();
            NativeHeap.Trim();
        }

        /// <summary>Keeps the first alignment that others can use. Without a place in the world it says nothing of
        /// other images.</summary>
        private bool Remember(Volume scan, HeadAlignment alignment)
        {
            if (head is not null || !scan.HasWorld)
            {
                return false;
            }

            head = alignment;
            return true;
        }
    }
}
