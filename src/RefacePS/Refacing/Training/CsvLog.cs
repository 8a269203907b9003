using System.Globalization;
using RefacePS.Files;

namespace RefacePS.Refacing.Training;

/// <summary>A CSV file that grows by a row at a time, its first column the step; every row is on its way to the disk at
/// once.</summary>
internal sealed class CsvLog : IDisposable
{
    private readonly string path;
    private readonly StreamWriter writer;

    /// <summary>Opens the file and keeps the rows up to <paramref name="lastStep"/>: a killed training may have logged
    /// steps that its checkpoint forgot.</summary>
    /// <exception cref="VolumeFileException">The file cannot be written, or the disk is full.</exception>
    public CsvLog(string path, string header, long lastStep)
    {
        this.path = path;
        StreamWriter opened = null!;
        AtomicFile.Try(path, () =>
        {
            var kept = File.Exists(path) ? File.ReadLines(path).Skip(1).Where(row => StepOf(row) <= lastStep)
                .ToArray() : [];
            opened = new StreamWriter(path, append: false) { AutoFlush = true, NewLine = "\n" };
            foreach (var row in kept.Prepend(header))
            {
                opened.WriteLine(row);
            }
        });
        writer = opened;
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="VolumeFileException">It cannot be written, or the disk is full.</exception>
    public void Append(FormattableString row) =>
        AtomicFile.Try(path, () => writer.WriteLine(row.ToString(CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public void Dispose() => AtomicFile.Try(path, writer.Dispose);

    // A row that was cut off by a kill has no step and goes.
    private static long StepOf(string row) =>
        row.Split(',') is [var step, _, ..] && long.TryParse(step, CultureInfo.InvariantCulture, out var number)
        ? number : long.MaxValue;
}
