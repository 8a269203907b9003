using System.Diagnostics;

namespace RefacePS.Bench.Performance;

/// <summary>Most memory that this process held in RAM since the last reset; since its start where the system cannot
/// reset it.</summary>
internal static class PeakMemory
{
    /// <summary>Linux resets the high-water mark when 5 is written here (proc(5), "clear_refs").</summary>
    private const string ClearReferences = "/proc/self/clear_refs";
    private const string Status = "/proc/self/status";

    public static void Reset()
    {
        if (File.Exists(ClearReferences))
        {
            File.WriteAllText(ClearReferences, "5");
        }
    }

    /// <summary>In MiB.</summary>
    public static double Read()
    {
        if (File.Exists(Status))
        {
            var line = File.ReadLines(Status).First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) / 1024;
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024.0 * 1024);
    }
}
