using System.Runtime.InteropServices;

namespace RefacePS.Compute;

/// <summary>
/// How the threads of libtorch wait for the next operation. On Linux (GNU OpenMP) they spin, for milliseconds, and where anything else wants a core they take it
/// from what they wait for: with one of two cores busy, a defacing took over ten times as long. Here they spin for a moment, which bridges the gap between
/// two operations, and then sleep.
/// </summary>
internal static partial class IdleThreads
{
    private const string Setting = "GOMP_SPINCOUNT";
    private const string Spins = "3000";

    /// <summary>Asks libtorch, before it is loaded, to let waiting threads sleep. Who has said how they shall wait keeps that.</summary>
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
