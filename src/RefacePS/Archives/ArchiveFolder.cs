using System.Text.RegularExpressions;

namespace RefacePS.Archives;

/// <summary>The files that a run keeps of its own in the destination.</summary>
internal static partial class ArchiveFolder
{
    /// <summary>Name of the folder. Tools that read data sets pass over names that begin with a dot.</summary>
    public const string Name = ".refaceps";

    public static string Of(string destination) => Path.Combine(destination, Name);

    public static string Ledger(string destination) => Path.Combine(destination, Name, "ledger.sqlite");

    /// <summary>The folder in which array jobs have folders of their own until they are gathered.</summary>
    public static string Jobs(string destination) => Path.Combine(destination, Name, "slurm");

    /// <summary>True if an array job was submitted and not gathered.</summary>
    public static bool HasJobs(string destination) => Directory.Exists(Jobs(destination))
        && Directory.EnumerateDirectories(Jobs(destination)).Any();

    /// <summary>
    /// True for a destination, which has this folder already, that takes names that differ in case alone for one.
    /// </summary>
    public static bool IsCaseBlind(string destination) =>
        Directory.Exists(Path.Combine(destination, Name.ToUpperInvariant()));

    /// <summary>
    /// Takes away what killed runs left half-written. Only treated scans and other files are ever written below the
    /// destination, under temporary names too.
    /// </summary>
    public static void Sweep(string destination)
    {
        var everywhere = new EnumerationOptions
            { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var file in Directory.EnumerateFiles(destination, ".*.tmp", everywhere)
            .Where(file => Temporary().IsMatch(Path.GetFileName(file))))
        {
            File.Delete(file);
        }
    }

    /// <summary>The names that files have while they are written.</summary>
    [GeneratedRegex(@"^\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex Temporary();
}
