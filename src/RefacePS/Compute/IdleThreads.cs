using System.Runtime.InteropServices;

namespace RefacePS.Compute;

/// <summary>
/// The way in which the threads of libtorch wait for the next operation. On Linux (GNU OpenMP) they spin, for
/// milliseconds, and where anything else wants a core they may take it from what they wait for: on two virtual cores,
/// one of them busy, a defacing took over ten times as long on one day, and no longer than else on another. Here they
/// spin for a moment, which bridges the gap between two operations, and then sleep, which costs up to a tenth where
/// nothing else runs.
/// </summary>
internal static partial class IdleThreads
{
    private const string Setting = "GOMP_SPINCOUNT";
    private const string Spins = "3000";

    /// <summary>Asks libtorch, before it is loaded, to let waiting threads sleep. Who has said how they shall wait
    /// keeps that.</summary>
    public static void LetSleep()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            // .NET's own SetEnvironmentVariable does not reach native libraries here.
            _ = SetVariable(Setting, Spins, overwrite: 0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
