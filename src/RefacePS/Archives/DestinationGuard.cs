using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// Sees to it that a run writes and deletes nothing but files of the destination: not through links, not where a folder
/// of the source is mounted, not by paths that climb out.
/// </summary>
/// <param name="source">Full path of the source.</param>
/// <param name="destination">Full path of the destination.</param>
internal sealed class DestinationGuard(string source, string destination)
{
    private readonly string realSource = InputFiles.RealPath(source);
    private readonly string realDestination = InputFiles.RealPath(destination);
    private readonly HashSet<(ulong, UInt128)> inputs = [];

    /// <summary>Looks at source and destination of a plan, before anything is written or deleted.</summary>
    /// <inheritdoc cref="RequireOwn(IEnumerable{string}, CancellationToken)" path="/exception"/>
    public static DestinationGuard Of(ArchivePlan plan, CancellationToken cancel)
    {
        var guard = new DestinationGuard(plan.Options.Source, plan.Options.Destination);
        guard.RequireOwn(plan.Items.SelectMany(item => item.Outputs), cancel);
        return guard;
    }

    /// <summary>
    /// Looks at the whole destination before anything is written or deleted there. Each path is looked at once more
    /// when its turn has come (see <see cref="Require"/>).
    /// </summary>
    /// <param name="outputs">Paths below the destination that the run may write or delete.</param>
    /// <param name="cancel">Ends the look.</param>
    /// <exception cref="ArchiveException">
    /// A folder of the destination leads out of it, or is one of the source; or a file of it is one of the source.
    /// </exception>
    public void RequireOwn(IEnumerable<string> outputs, CancellationToken cancel)
    {
        ReadInputs(cancel);
        if (!Directory.Exists(destination))
        {
            return;
        }

        RequireApart(realDestination);
        foreach (var entry in ArchiveTree.Everything(realDestination, cancel))
        {
            RequireOwn(entry);
        }

        foreach (var output in outputs)
        {
            cancel.ThrowIfCancellationRequested();
            RequireApart(ArchivePath.Full(destination, output));
        }
    }

    /// <summary>Looks at a path before it is written or deleted.</summary>
    /// <param name="path">Path below the destination, with forward slashes.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="ArchiveException">It leads out of the destination, or is a file of the source.</exception>
    public string Require(string path)
    {
        var full = ArchivePath.Full(destination, path);
        var folder = ArchivePath.Full(realDestination, path);
        var real = InputFiles.RealPath(Path.GetDirectoryName(full)!);
        if (!ArchivePath.IsBelow(path) || !InputFiles.Names.Equals(real, Path.GetDirectoryName(folder)))
        {
            throw LeadsOut(full);
        }

        RequireApart(full);
        return full;
    }

    private void RequireOwn(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo)
        {
            if (entry.LinkTarget is not null && !ArchiveTree.IsWithin(entry.FullName, realDestination))
            {
                throw LeadsOut(entry.FullName);
            }

            RequireApart(entry.FullName);
        }
        else if (Path.GetFileName(Path.GetDirectoryName(entry.FullName)) == ArchiveFolder.Name)
        {
            // Ledger and lock are written in place.
            if (entry.LinkTarget is not null)
            {
                throw LeadsOut(entry.FullName);
            }

            FileNode.RequireNotSpecial(entry.FullName);
            RequireApart(entry.FullName);
        }
    }

    private void RequireApart(string path)
    {
        if (FileNode.Of(path) is { } node && inputs.Contains(node.Identity))
        {
            throw new ArchiveException(
                ArchiveFault.ArchivesOverlap, path,
                "It is a folder or file of the source too, by a link, a hard link or a mount. Nothing was written. "
                + "Take it away, or choose another destination.");
        }
    }

    private void ReadInputs(CancellationToken cancel)
    {
        Remember(realSource);
        foreach (var entry in ArchiveTree.Everything(realSource, cancel).Where(entry => entry.LinkTarget is null))
        {
            if (!ArchiveTree.IsSameOrBelow(entry.FullName, realDestination))
            {
                Remember(entry.FullName);
            }
        }

        // A destination within the source lies below its folders, which is no overlap.
        for (var above = Path.GetDirectoryName(realDestination);
            above is not null && !ArchiveTree.IsSameOrBelow(realDestination, realSource);
            above = Path.GetDirectoryName(above))
        {
            RequireApart(above);
        }
    }

    private void Remember(string path)
    {
        // Some file systems number nothing.
        if (FileNode.Of(path) is { } node && node.Number != 0)
        {
            inputs.Add(node.Identity);
        }
    }

    private static ArchiveException LeadsOut(string path) => new(
        ArchiveFault.DestinationLeadsOut, path,
        "It leads out of the destination, by a link or its name. Nothing was written there. "
        + "Take the link away, or choose another destination.");
}
