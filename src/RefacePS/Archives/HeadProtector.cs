using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Defacing;
using RefacePS.Refacing;
using RefacePS.Registration;
using RefacePS.Volumes;
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
        private readonly List<PlacedHead> heads = [];
        private readonly List<PlacedHead> companions = [];
        private readonly List<HeadAlignment> alignments = [];

        public Volume ProtectHead(Volume scan, Treatment treatment, CancellationToken cancel)
        {
            var defaced = Place(scan, cancel);
            return treatment == Treatment.Reface ? parts.Refacer!.Reface(defaced, cancel) : defaced;
        }

        public void Locate(Volume scan, CancellationToken cancel) => Place(scan, cancel);

        public Volume ProtectCompanion(Volume companion, Treatment treatment, CancellationToken cancel)
        {
            var near = Nearest(companion, heads);
            return treatment == Treatment.Clear ? Clear(companion, near, cancel) : Deface(companion, near, cancel);
        }

        public void Dispose()
        {
            heads.Concat(companions).ToList().ForEach(head => head.Dispose());
            alignments.ForEach(alignment => alignment.Dispose());
            ProcessMemory.Trim();
        }

        /// <summary>Defaces a scan where its own head lies, and remembers the place for others. Without a place in the
        /// world it says nothing of them.</summary>
        private Volume Place(Volume scan, CancellationToken cancel)
        {
            var (defaced, alignment) = defacer.DefaceLocated(scan, region, cancel);
            Own(alignment);
            if (scan.HasWorld)
            {
                heads.Add(new(FrameSeries.Shown(scan), alignment, defaced.Quality!, parts.Atlas, parts.Device));
            }

            return defaced;
        }

        /// <summary>The image without its face, by the nearest head that it fits. One that fits none was taken
        /// elsewhere, or its header is wrong; then it stands for itself, as where that head is doubtful.</summary>
        private Volume Deface(Volume companion, IReadOnlyList<PlacedHead> near, CancellationToken cancel)
        {
            Volume? doubtful = null;
            foreach (var head in near.Where(head => head.Quality.Status != DefaceStatus.Doubtful))
            {
                if (defacer.DefaceCompanion(companion, head, region, cancel) is { } carried)
                {
                    if (carried.Quality!.Status != DefaceStatus.Doubtful)
                    {
                        return Remember(companion, head.Alignment, carried);
                    }

                    doubtful ??= carried;
                }
            }

            try
            {
                var (defaced, alignment) = defacer.DefaceLocated(companion, region, cancel);
                Own(alignment);
                return defaced.Quality!.Status == DefaceStatus.Doubtful && doubtful is not null
                    ? doubtful : Remember(companion, alignment, defaced);
            }
            catch (HeadNotFoundException) when (doubtful is not null)
            {
                return doubtful;
            }
        }

        private Volume Clear(Volume map, IReadOnlyList<PlacedHead> near, CancellationToken cancel)
        {
            var name = ScanName.Of(map);
            var kind = name.IsPhases ? MapContent.Phases
                : name.IsLabels || LabelContent.IsIn(map) ? MapContent.Labels : MapContent.Quantity;
            var places = kind == MapContent.Phases ? [.. Nearest(map, companions), .. near] : near;
            return places.Count == 0 && kind != MapContent.Quantity
                ? throw new ArchiveException(ArchiveFault.NoHeadInSession, map.Name,
                    "No head of its session says where the face is. It is left out.")
                : new MapDefacer(defacer, parts.Atlas, parts.Device).Clear(map, kind, places, region, cancel);
        }

        /// <summary>Keeps the place of a magnitude for its phases.</summary>
        private Volume Remember(Volume scan, HeadAlignment alignment, Volume defaced)
        {
            if (scan.HasWorld && ScanName.Of(scan).IsMagnitude)
            {
                companions.Add(new(FrameSeries.Shown(scan), alignment, defaced.Quality!, parts.Atlas, parts.Device));
            }

            return defaced;
        }

        private HeadAlignment Own(HeadAlignment alignment)
        {
            alignments.Add(alignment);
            return alignment;
        }

        /// <summary>Heads on the very grid first, then those taken nearest; none for an image without a
        /// place.</summary>
        private static IReadOnlyList<PlacedHead> Nearest(Volume image, IEnumerable<PlacedHead> placed)
        {
            var moment = Moment(image);
            return !image.HasWorld ? [] : [.. placed.OrderBy(head => !head.SharesGrid(image.Grid))
                .ThenBy(head => Moment(head.Scan).DistanceTo(moment))];
        }

        private static ScanMoment Moment(Volume scan) => ScanMoment.Of(scan.Path ?? scan.Name, scan.Header?.Sidecar);
    }
}
