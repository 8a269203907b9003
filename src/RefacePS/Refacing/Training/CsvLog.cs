using System.Globalization;

namespace RefacePS.Refacing.Training;

/// <summary>A CSV file that grows by a row at a time, its first column the step; every row is on its way to the disk at
/// once.</summary>
internal sealed class CsvLog : IDisposable
{
    private readonly StreamWriter writer;

    /// <summary>Opens the file and keeps the rows up to <paramref name="lastStep"/>: a killed training may have logged
    /// steps that its checkpoint forgot.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public CsvLog(string path, string header, long lastStep)
    {
        var kept = File.Exists(path) ? File.ReadLines(path).Skip(1).Where(row => StepOf(row) <= lastStep)
            .ToArray() : [];
        writer = new StreamWriter(path, append: false) { AutoFlush = true, NewLine = "\n" };
        writer.WriteLine(header);
        foreach (var row in kept)
        {
            writer.WriteLine(row);
        }
    }

    /// <summary>Adds a row.</summary>
    public void Append(FormattableString row) => writer.WriteLine(row.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    // A row that was cut off by a kill has no step and goes.
    private static long StepOf(string row) =>
        row.Split(',') is [var step, _, ..] && long.TryParse(step, CultureInfo.InvariantCulture, out var number)
        ? number : long.MaxValue;
}
