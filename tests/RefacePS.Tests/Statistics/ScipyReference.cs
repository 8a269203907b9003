using System.Globalization;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Statistics;

/// <summary>A sample for <c>scipy_reference.py</c>.</summary>
/// <param name="Method">SciPy's name of the method, or <c>signs</c> to enumerate all signs.</param>
/// <param name="Correction">Whether the continuity correction is on.</param>
/// <param name="Differences">The sample.</param>
internal sealed record ScipyCase(string Method, bool Correction, double[] Differences)
{
    public override string ToString() =>
        $"{Method}, {(Correction ? "corrected" : "not corrected")}, {string.Join(' ', Differences)}";
}

internal static class ScipyReference
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Statistics", "scipy_reference.py");

    /// <summary>SciPy's answer to each case.</summary>
    public static double[][] Ask(string what, IReadOnlyList<ScipyCase> cases)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("cases.txt"), cases.Select(Format));
        return [.. Python.RunScipy(Script, what, folder.File("cases.txt"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line =>
                Array.ConvertAll(line.Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture)))];
    }

    private static string Format(ScipyCase sample)
    {
        var differences = sample.Differences.Select(value => value.ToString("R", CultureInfo.InvariantCulture));
        return $"{sample.Method}\t{(sample.Correction ? 1 : 0)}\t{string.Join(' ', differences)}";
    }
}
