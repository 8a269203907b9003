using RefacePS.Files;

namespace RefacePS.Archives.Slurm;

/// <summary>
/// The folder of an array job, in the destination, until the job is gathered: the manifests of its tasks, what they
/// wrote down, their logs. Its name is in the job's name, so that the job is found again whatever happened to the run
/// that submitted it.
/// </summary>
internal sealed class JobFolder
{
    /// <summary>Name of the logs, in the words of <c>sbatch</c>.</summary>
    public const string LogPattern = "task-%a.log";

    /// <summary>The script for <c>sbatch</c>: it runs its arguments. libtorch, untold, would take all cores of the
    /// node.</summary>
    private const string Script =
        "#!/bin/sh\nOMP_NUM_THREADS=\"${SLURM_CPUS_PER_TASK:-1}\"\nexport OMP_NUM_THREADS\nexec \"$@\"\n";

    private JobFolder(string path) => Path = path;

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Name of the job, of which there is no other.</summary>
    public string JobName => $"refaceps-{System.IO.Path.GetFileName(Path)}";

    /// <summary>Full path of the script for <c>sbatch</c>.</summary>
    public string ScriptPath => System.IO.Path.Combine(Path, "task.sh");

    /// <summary>Makes the folder of a new job.</summary>
    /// <exception cref="VolumeFileException">The destination cannot be written.</exception>
    public static JobFolder Create(string destination, IReadOnlyList<TaskManifest> manifests)
    {
        var folder = new JobFolder(
            System.IO.Path.Combine(ArchiveFolder.Jobs(destination), Guid.NewGuid().ToString("N")[..12]));
        AtomicFile.CreateFolder(folder.Path);
        for (var task = 0; task < manifests.Count; task++)
        {
            manifests[task].Write(folder.ManifestPath(task));
        }

        AtomicFile.Write(folder.ScriptPath, overwrite: false, stream =>
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Script)));
        return folder;
    }

    /// <summary>The folder that a task was started with.</summary>
    public static JobFolder Open(string path) => new(path);

    /// <summary>The folders of jobs that were not gathered.</summary>
    public static IReadOnlyList<JobFolder> All(string destination) =>
        ArchiveFolder.HasJobs(destination) ? [.. Directory.GetDirectories(ArchiveFolder.Jobs(destination)).Select(Open)]
        : [];

    /// <summary>Full path of the manifest of a task.</summary>
    public string ManifestPath(int task) => System.IO.Path.Combine(Path, $"manifest-{task}.json");

    /// <summary>All manifests.</summary>
    public IEnumerable<TaskManifest> ReadManifests() => Directory.EnumerateFiles(Path, "manifest-*.json")
        .Select(TaskManifest.Read);

    /// <summary>Full path for a shard of a task, other than all that are there.</summary>
    public string NewShardPath(int task) => System.IO.Path.Combine(Path, $"shard-{task}-{Guid.NewGuid():N}.jsonl");

    /// <summary>Full paths of the shards of a task, or of all tasks.</summary>
    public IEnumerable<string> ShardPaths(int? task = null) =>
        Directory.EnumerateFiles(Path, $"shard-{(task is null ? "" : $"{task}-")}*.jsonl");

    /// <summary>The last line of the log of a task; empty where there is none.</summary>
    public string LastLogLine(int task)
    {
        try
        {
            return File.ReadLines(System.IO.Path.Combine(Path, LogPattern.Replace("%a", $"{task}")))
                .LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Takes the folder away. What cannot be deleted is gathered again by the next run, to the same
    /// end.</summary>
    public void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A node that Slurm has given up may still hold a file of it open.
        }
    }
}
