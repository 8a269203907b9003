using System.Diagnostics;

namespace RefacePS.Bench.Performance;

/// <summary>Times and peak memory of named steps over several rounds, in the order in which they first ran.</summary>
internal sealed class StepClock
{
    private readonly List<string> order = [];
    private readonly Dictionary<string, List<double>> seconds = [];
    private readonly Dictionary<string, List<double>> processor = [];
    private readonly Dictionary<string, double> memory = [];

    public IReadOnlyList<string> Steps => order;

    /// <summary>Runs a step and takes its time.</summary>
    public T Time<T>(string step, Func<T> work)
    {
        PeakMemory.Reset();
        var before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var result = work();
        Add(step, clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        return result;
    }

    /// <summary>Median time of a step.</summary>
    public double Median(string step) => MedianOf(seconds[step]);

    /// <summary>Median time that processors worked on a step, summed over all of them.</summary>
    public double MedianProcessor(string step) => MedianOf(processor[step]);

    private static double MedianOf(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Time of a step in the first round, which loads and compiles.</summary>
    public double First(string step) => seconds[step][0];

    /// <summary>Peak memory of a step over all rounds, MiB.</summary>
    public double Peak(string step) => memory[step];

    private void Add(string step, double elapsed, double busy)
    {
        if (seconds.TryAdd(step, []))
        {
            order.Add(step);
            processor[step] = [];
        }

        seconds[step].Add(elapsed);
        processor[step].Add(busy);
        memory[step] = Math.Max(memory.GetValueOrDefault(step), PeakMemory.Read());
    }
}
