using System.Text.Json;
using Microsoft.Data.Sqlite;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// The record of what became of every file of an archive: a SQLite file in the destination, a row a file. Every change
/// is on the disk when its call returns (rollback journal, full synchronisation; a write-ahead log would need shared
/// memory, which network file systems lack). One run writes; others may read meanwhile. Any thread may call.
/// </summary>
internal sealed class Ledger : ILedgerWriter, IDisposable
{
    private const int Full = 13;
    private const int WaitSeconds = 60;

    private static readonly Lazy<bool> Provider = new(() =>
    {
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        return true;
    });

    private readonly string path;
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    private Ledger(string path, SqliteOpenMode mode)
    {
        this.path = path;
        try
        {
            _ = Provider.Value;
        }
        catch (DllNotFoundException e)
        {
            throw new ArchiveException(
                ArchiveFault.LedgerUnusable, path,
                $"SQLite, in which ledgers are kept, is not there. Install the package "
                    + $"{NativeLibraryFolder.PackageName} "
                + "beside RefacePS, or build the module for this system: it runs on 64-bit (x64) Windows and Linux.",
                e);
        }

        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = WaitSeconds,
        }.ToString());
    }

    /// <summary>Opens the ledger of a destination for a run; makes it where there is none.</summary>
    /// <exception cref="ArchiveException">It is damaged, of another version, or cannot be written.</exception>
    public static Ledger Open(string destination)
    {
        var ledger = new Ledger(ArchiveFolder.Ledger(destination), SqliteOpenMode.ReadWriteCreate);
        try
        {
            ledger.Try(() =>
            {
                ledger.connection.Open();
                ledger.Run("PRAGMA journal_mode = DELETE");
                ledger.Run("PRAGMA synchronous = FULL");
                ledger.RequireVersion(0, LedgerRows.Version);
                ledger.Run(LedgerRows.Create);
                ledger.Run($"PRAGMA user_version = {LedgerRows.Version}");
            });
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>Reads all rows of the ledger of a destination, while a run writes it or not.</summary>
    /// <exception cref="ArchiveException">There is none, or it cannot be read.</exception>
    public static IReadOnlyList<LedgerEntry> Read(string destination)
    {
        var path = ArchiveFolder.Ledger(destination);
        if (!File.Exists(path))
        {
            throw new ArchiveException(
                ArchiveFault.LedgerNotFound, destination,
                (Directory.Exists(destination) ? "No archive was protected into this folder: it has no ledger. "
                    : "There is no such folder. ") + "Name the destination of Protect-Archive.");
        }

        // Not read-only: what a killed run had begun must be rolled back before anything can be read.
        using var ledger = new Ledger(path, SqliteOpenMode.ReadWrite);
        return ledger.Try(() =>
        {
            ledger.connection.Open();
            ledger.RequireVersion(LedgerRows.Version);
            return ledger.ReadRows();
        });
    }

    /// <summary>All rows.</summary>
    public IReadOnlyList<LedgerEntry> Read() => Try(ReadRows);

    /// <summary>All rows, by the paths of their files.</summary>
    public IReadOnlyDictionary<string, LedgerEntry> ReadByPath() =>
        Read().ToDictionary(entry => entry.Scan.Path, StringComparer.Ordinal);

    /// <summary>Writes rows, all or none.</summary>
    /// <exception cref="ArchiveException">The ledger cannot be written.</exception>
    /// <exception cref="VolumeFileException">The disk is full.</exception>
    public void Put(params IReadOnlyCollection<LedgerEntry> entries) => Try(() =>
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, LedgerRows.Put);
        foreach (var entry in entries)
        {
            LedgerRows.Bind(command, entry);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    });

    /// <summary>Takes the rows of files out, all or none.</summary>
    /// <exception cref="ArchiveException">The ledger cannot be written.</exception>
    public void Forget(IEnumerable<string> paths) => Try(() =>
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, LedgerRows.Delete);
        foreach (var file in paths)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$path", file);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    });

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private List<LedgerEntry> ReadRows()
    {
        using var command = connection.CreateCommand();
        command.CommandText = LedgerRows.Select;
        using var reader = command.ExecuteReader();
        var entries = new List<LedgerEntry>();
        while (reader.Read())
        {
            entries.Add(LedgerRows.Read(reader));
        }

        return entries;
    }

    private void RequireVersion(params ReadOnlySpan<long> known)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        if (!known.Contains(version))
        {
            throw new ArchiveException(
                ArchiveFault.LedgerUnusable, path,
                $"The ledger has version {version}, and this version of RefacePS knows {LedgerRows.Version}. Use the "
                    + $"version that wrote it, or another destination.");
        }
    }

    private void Run(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private void Try(Action work) => Try(() => { work(); return true; });

    private T Try<T>(Func<T> work)
    {
        lock (gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException e) when (e.SqliteErrorCode == Full)
            {
                throw new VolumeFileException(
                    VolumeFileFault.DiskFull, path, "The disk is full. Free some space and run again.", e);
            }
            catch (Exception e) when (e is SqliteException or JsonException or ArgumentException or FormatException)
            {
                throw new ArchiveException(
                    ArchiveFault.LedgerUnusable, path,
                    $"The ledger cannot be used: {e.Message} Restore it, or protect the archive into another "
                        + $"destination.", e);
            }
        }
    }
}
