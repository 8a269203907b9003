using System.Runtime.InteropServices;

namespace RefacePS.Compute;

/// <summary>
/// Gives memory back that libtorch has freed. The C library of most Linux systems (glibc) keeps it: between blocks in
/// use it falls to pieces, and a process that treats one scan after the other grows from 1 to over 3 GiB. Elsewhere
/// this does nothing.
/// </summary>
internal static partial class NativeHeap
{
    private static readonly bool canTrim = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(GlibcName, out var library)
        && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    private const string GlibcName = "libc.so.6";

    /// <summary>Gives back what is free.</summary>
    public static void Trim()
    {
        if (canTrim)
        {
            _ = MallocTrim(0);
        }
    }

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
