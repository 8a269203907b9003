using System.Runtime.InteropServices;

namespace RefacePS.Compute;

/// <summary>
/// Variables of the environment that libtorch and the libraries under it read once, when they begin to work. Who has
/// set one keeps what was set.
/// </summary>
internal static partial class LibtorchEnvironment
{
    /// <summary>Prepares what is read by Linux libraries; to be called before libtorch is loaded.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux())
        {
            LetWaitingThreadsSleep();
            UseHugePages();
        }
    }

    /// <summary>
    /// The threads of GNU OpenMP wait for the next operation by spinning, for milliseconds, and where anything else
    /// wants a core they may take it from what they wait for: on two virtual cores, one of them busy, a defacing took
    /// over ten times as long on one day, and no longer than else on another. Here they spin for a moment, which
    /// bridges the gap between two operations, and then sleep, which costs up to a tenth where nothing else runs.
    /// </summary>
    private static void LetWaitingThreadsSleep()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            Set("GOMP_SPINCOUNT", "3000");
        }
    }

    /// <summary>
    /// Tensors of 2 MiB and more come in huge pages where the system has them (c10/core/impl/alloc_cpu.cpp). A scan of
    /// 1 mm has ten thousand small pages, and on a virtual machine the first touch of each costs ten microseconds and
    /// more: half of all page faults of a session go away.
    /// </summary>
    private static void UseHugePages() => Set("THP_MEM_ALLOC_ENABLE", "1");

    /// <summary>.NET's own SetEnvironmentVariable does not reach native libraries here.</summary>
    private static void Set(string name, string value) => _ = SetVariable(name, value, overwrite: 0);

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
