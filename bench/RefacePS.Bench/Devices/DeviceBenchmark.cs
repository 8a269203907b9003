using System.CommandLine;
using System.Globalization;
using RefacePS.Bench.Performance;
using RefacePS.Compute;
using RefacePS.Files;

namespace RefacePS.Bench.Devices;

/// <summary>The same scans on several devices: seconds, memory of the card, what was carried to it and back, and
/// whether the results agree.</summary>
internal static class DeviceBenchmark
{
    private const string Section = "devices";
    private const double BytesInMebibyte = 1024 * 1024;

    private static readonly Option<string[]> Devices = new("--device")
    {
        Description = "The devices, the one that others are held against first: cpu, cuda, cuda:1.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["cpu", "cuda"],
    };

    public static Command Command { get; } = BenchOptions.Verb(
        Section, "The same scans on several devices: seconds, memory, transfers, and whether results agree.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Model, BenchOptions.Every, Devices);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var every = arguments.GetValue(BenchOptions.Every);
        string[] files =
            [scans.FullSize(), .. scans.Files("cohort", "validation").Where((_, index) => index % every == 0)];
        var model = arguments.GetRequiredValue(BenchOptions.Model);
        var runs = arguments.GetRequiredValue(Devices).Select(name => RunOn(name, model, files)).ToArray();
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, Format(files, runs));
    }

    private static DeviceRun RunOn(string name, string model, string[] files)
    {
        using var pipeline = new DevicePipeline(ComputeDevice.Parse(name).Resolve(), model);
        var (whole, others) = (new StepClock(), new StepClock());
        var results = new List<DeviceResult>();
        var (carried, memory) = (HostTensor.BytesCarried, 0.0);
        foreach (var file in files)
        {
            results.Add(pipeline.Run(NiftiReader.Read(file), results.Count == 0 ? whole : others));
            memory = Math.Max(memory, CardMemory.Read() ?? 0);
        }

        return new DeviceRun(
            name, whole, others, results, (HostTensor.BytesCarried - carried) / BytesInMebibyte / files.Length, memory);
    }

    private static string Format(string[] files, DeviceRun[] runs)
    {
        var steps = MarkdownTable.Format(
            ["device", "step", $"{SharedScans.NameOf(files[0])}, s",
                $"{files.Length - 1} heads of the cohort, median s"],
            runs.SelectMany(run => run.Whole.Steps.Select(step => new[]
            {
                run.Name, $"`{step}`", Number(run.Whole.Median(step), "0.00"), Number(run.Others.Median(step), "0.00"),
            })));
        var agreement = MarkdownTable.Format(
            ["device", "scans", "agree", "mask apart, at most", "face apart, at most", "volumes apart, at most",
                "memory of the card, MiB", "carried to it and back, MiB a scan"],
            runs.Select(run =>
            {
                var apart = run.Results.Zip(runs[0].Results, (own, first) => own.From(first)).ToArray();
                return new[]
                {
                    run.Name, $"{apart.Length}", $"{apart.Count(difference => difference.IsAgreement)}",
                    Number(apart.Max(difference => difference.Mask), "0.000 %"),
                    Number(apart.Max(difference => difference.Face), "0.000 %"),
                    Number(apart.Max(difference => difference.Volume), "0.000 %"),
                    Number(run.CardMemory, "0"), Number(run.Carried, "0"),
                };
            }));
        return $"{steps}\nHeld against {runs[0].Name}:\n\n{agreement}";
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The work of one device.</summary>
    private sealed record DeviceRun(string Name, StepClock Whole, StepClock Others, IReadOnlyList<DeviceResult> Results,
        double Carried, double CardMemory);
}
