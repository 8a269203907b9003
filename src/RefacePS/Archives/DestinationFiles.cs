using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Files of a destination that the run itself has not put there.</summary>
internal static class DestinationFiles
{
    /// <summary>Other files that earlier runs have copied and that the plan knows nothing of any more.</summary>
    public static int Left(ArchivePlan plan, IEnumerable<LedgerEntry> entries)
    {
        var planned = plan.Files.Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
        return entries.Where(entry => entry.Scan.Role == ArchiveRole.File && !planned.Contains(entry.Scan.Path))
            .SelectMany(entry => entry.Outputs)
            .Count(output => File.Exists(ArchivePath.Full(plan.Options.Destination, output.Path)));
    }

    /// <summary>Takes away the folders that earlier results lay in, that those of now do not, and that nothing lies in:
    /// their names may be why results have moved. No one may be writing there.</summary>
    /// <param name="guard">Looks at each path first.</param>
    /// <param name="earlier">Paths of earlier results below the destination.</param>
    /// <param name="present">Paths of results of now.</param>
    public static void RemoveEmptyFolders(
        DestinationGuard guard, IEnumerable<string> earlier, IEnumerable<string> present)
    {
        // Looking into every folder takes minutes where a large archive lies on a network.
        var left = earlier.SelectMany(FoldersAbove).ToHashSet(StringComparer.Ordinal);
        left.ExceptWith(present.SelectMany(FoldersAbove));
        foreach (var folder in left.OrderByDescending(path => path.Length))
        {
            var full = Path.GetDirectoryName(guard.Require($"{folder}/any"))!;
            if (Directory.Exists(full) && !Directory.EnumerateFileSystemEntries(full).Any())
            {
                AtomicFile.Quietly(() => Directory.Delete(full));
            }
        }
    }

    private static IEnumerable<string> FoldersAbove(string path)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
        }
    }

    /// <summary>
    /// Files that no run has put there, in the order of their names: nobody has looked at them. The history of a data
    /// set (<c>.git</c>, <c>.datalad</c>) is left out.
    /// </summary>
    public static IReadOnlyList<string> Foreign(ArchiveOptions options, IEnumerable<LedgerEntry> entries)
    {
        var own = entries.SelectMany(entry => entry.Outputs).Select(output => output.Path).ToHashSet(InputFiles.Names);
        if (options.Layout == ArchiveLayout.Derivative)
        {
            own.Add(DatasetDescription.FileName);
        }

        return [.. ArchiveTree.Everything(options.Destination, CancellationToken.None).OfType<FileInfo>()
            .Select(file => ArchivePath.From(options.Destination, file.FullName))
            .Where(path => !own.Contains(path) && !ArchiveTree.IsLeftOut(path)).Order(StringComparer.Ordinal)];
    }
}
