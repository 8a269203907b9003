using System.Runtime.InteropServices;

namespace RefacePS.Compute;

/// <summary>
/// Gives memory back that nobody uses any more. The C library of most Linux systems (glibc) keeps what libtorch has
/// freed: between blocks in use it falls to pieces, and a process that treats one scan after the other grows from 1 to
/// over 3 GiB. The runtime lets the voxels of scans that are done lie for long, since they are few objects: 0.4 GiB in
/// a session of a few scans of 1 mm.
/// </summary>
internal static partial class ProcessMemory
{
    private const string GlibcName = "libc.so.6";

    /// <summary>So many bytes that may be dead are worth the hundredths of a second that it takes to find
    /// out.</summary>
    private const long WorthCollecting = 96L << 20;

    /// <summary>
    /// So many bytes more than what is in use may stay with the C library. The next scan takes them again, and what was
    /// given back would have to be got from the system anew, page by page: that took a third of the time of a session.
    /// Scans of 1 mm leave 250 to 350 MiB.
    /// </summary>
    private const long MayStay = 384L << 20;

    private static readonly bool canTrim = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(GlibcName, out var library)
        && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    private static long alive;
    private static long least;

    /// <summary>Gives back what is free, where it is much.</summary>
    public static void Trim()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) - Volatile.Read(ref alive) > WorthCollecting)
        {
            GC.Collect();
            Volatile.Write(ref alive, GC.GetTotalMemory(forceFullCollection: false));
        }

        if (!canTrim)
        {
            return;
        }

        var resident = Environment.WorkingSet;
        if (IsMuch(resident, Volatile.Read(ref least)))
        {
            _ = MallocTrim(0);
            Volatile.Write(ref least, Environment.WorkingSet);
        }
        else
        {
            Volatile.Write(ref least, Math.Min(resident, Volatile.Read(ref least)));
        }
    }

    /// <summary>True if a process holds so much more than the least that it was seen to need that it is worth giving
    /// back.</summary>
    /// <param name="resident">Bytes that it holds.</param>
    /// <param name="least">The least that it held since memory was last given back.</param>
    internal static bool IsMuch(long resident, long least) => resident - least > MayStay;

    /// <summary>Gives back what is free when what it returns is disposed: declare it before the scope of the
    /// tensors.</summary>
    public static Trimming TrimAfterwards() => default;

    /// <summary>Trims when disposed.</summary>
    public readonly struct Trimming : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Trim();
    }

    [LibraryImport(GlibcName, EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
