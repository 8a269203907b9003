using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RefacePS.Archives;

/// <summary>The table of the ledger, and its rows as objects.</summary>
internal static class LedgerRows
{
    /// <summary>Version of the table, in SQLite's <c>user_version</c>.</summary>
    public const int Version = 1;

    public const string Create = """
        CREATE TABLE IF NOT EXISTS scan (
            path TEXT PRIMARY KEY, subject TEXT, session TEXT, role TEXT NOT NULL, status TEXT NOT NULL, quality TEXT,
            reasons TEXT NOT NULL, error TEXT, parameters TEXT NOT NULL, model TEXT, version TEXT,
            seconds REAL NOT NULL, input_hash TEXT, output TEXT, output_hash TEXT, updated TEXT NOT NULL,
            inputs TEXT NOT NULL, outputs TEXT NOT NULL) WITHOUT ROWID
        """;

    public const string Put = """
        INSERT OR REPLACE INTO scan VALUES ($path, $subject, $session, $role, $status, $quality, $reasons, $error,
            $parameters, $model, $version, $seconds, $input_hash, $output, $output_hash, $updated, $inputs, $outputs)
        """;

    public const string Delete = "DELETE FROM scan WHERE path = $path";

    public const string Select = """
        SELECT path, subject, session, role, status, quality, reasons, error, parameters, model, version, seconds,
            input_hash, output, output_hash, updated, inputs, outputs FROM scan ORDER BY path
        """;

    public static void Bind(SqliteCommand command, LedgerEntry entry)
    {
        var scan = entry.Scan;
        command.Parameters.Clear();
        command.Parameters.AddWithValue("$path", scan.Path);
        command.Parameters.AddWithValue("$subject", OrNull(scan.Subject));
        command.Parameters.AddWithValue("$session", OrNull(scan.Session));
        command.Parameters.AddWithValue("$role", scan.Role.ToString());
        command.Parameters.AddWithValue("$status", scan.Status.ToString());
        command.Parameters.AddWithValue("$quality", OrNull(scan.Quality?.ToString()));
        command.Parameters.AddWithValue("$reasons", JsonSerializer.Serialize(scan.Reasons));
        command.Parameters.AddWithValue("$error", OrNull(scan.ErrorId));
        command.Parameters.AddWithValue("$parameters", scan.Parameters);
        command.Parameters.AddWithValue("$model", OrNull(scan.Model));
        command.Parameters.AddWithValue("$version", OrNull(scan.Version));
        command.Parameters.AddWithValue("$seconds", scan.Seconds);
        command.Parameters.AddWithValue("$input_hash", OrNull(scan.InputHash));
        command.Parameters.AddWithValue("$output", OrNull(scan.Output));
        command.Parameters.AddWithValue("$output_hash", OrNull(scan.OutputHash));
        command.Parameters.AddWithValue("$updated", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$inputs", JsonSerializer.Serialize(entry.Inputs));
        command.Parameters.AddWithValue("$outputs", JsonSerializer.Serialize(entry.Outputs));
    }

    /// <summary>The row that a reader stands on.</summary>
    /// <exception cref="FormatException">A path of the row leads out of the archive.</exception>
    public static LedgerEntry Read(SqliteDataReader row) => new LedgerEntry(
        new ArchiveScan
        {
            Path = row.GetString(0),
            Subject = Text(row, 1),
            Session = Text(row, 2),
            Role = Enum.Parse<ArchiveRole>(row.GetString(3)),
            Status = Enum.Parse<ArchiveScanStatus>(row.GetString(4)),
            Quality = Text(row, 5) is { } quality ? Enum.Parse<DefaceStatus>(quality) : null,
            Reasons = JsonSerializer.Deserialize<string[]>(row.GetString(6))!,
            ErrorId = Text(row, 7),
            Parameters = row.GetString(8),
            Model = Text(row, 9),
            Version = Text(row, 10),
            Seconds = row.GetDouble(11),
            InputHash = Text(row, 12),
            Output = Text(row, 13),
            OutputHash = Text(row, 14),
            Updated = DateTimeOffset.Parse(row.GetString(15), CultureInfo.InvariantCulture),
        },
        JsonSerializer.Deserialize<FileStamp[]>(row.GetString(16))!,
        JsonSerializer.Deserialize<FileStamp[]>(row.GetString(17))!).Checked();

    private static object OrNull(string? text) => (object?)text ?? DBNull.Value;

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null
        : row.GetString(column);
}
