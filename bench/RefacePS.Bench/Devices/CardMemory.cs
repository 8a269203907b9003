using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RefacePS.Bench.Devices;

/// <summary>Memory of the graphics card that is in use, by its driver's own tool.</summary>
internal static class CardMemory
{
    /// <summary>In MiB; null where there is no such card.</summary>
    public static double? Read()
    {
        try
        {
            using var tool = Process.Start(new ProcessStartInfo(
                "nvidia-smi", ["--query-gpu=memory.used", "--format=csv,noheader,nounits"])
                { RedirectStandardOutput = true })!;
            var first = tool.StandardOutput.ReadToEnd().Split('\n')[0];
            tool.WaitForExit();
            return double.TryParse(first, CultureInfo.InvariantCulture, out var used) ? used : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
