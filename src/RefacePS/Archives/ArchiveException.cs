namespace RefacePS.Archives;

/// <summary>Reason for which an archive cannot be worked on. The name is the error id.</summary>
public enum ArchiveFault
{
    /// <summary>There is no such folder.</summary>
    ArchiveNotFound,

    /// <summary>Source and destination, or the review folder and the destination, lie one within the other.</summary>
    ArchivesOverlap,

    /// <summary>The destination holds files that no run over an archive put there.</summary>
    DestinationNotEmpty,

    /// <summary>Another run works on the destination.</summary>
    ArchiveInUse,

    /// <summary>The destination has no ledger.</summary>
    LedgerNotFound,

    /// <summary>The ledger is damaged, or cannot be read or written.</summary>
    LedgerUnusable,

    /// <summary>Two files of the source would become one in the destination.</summary>
    DestinationUsedTwice,

    /// <summary>A folder of the destination leads out of it, or a path of a ledger does.</summary>
    DestinationLeadsOut,

    /// <summary>A pipe, a socket or a device stands in the place of a file.</summary>
    NotRegularFile,

    /// <summary>The name of a file or folder is not in UTF-8, so that it cannot be opened.</summary>
    NameNotReadable,

    /// <summary>A link leads out of the source.</summary>
    LinkLeadsOut,

    /// <summary>A file changed while it was read.</summary>
    InputChanged,

    /// <summary>A file is an image, though its name does not say so.</summary>
    ImageAmongOtherFiles,

    /// <summary>The content of a file is not known to be harmless.</summary>
    ContentNotKnown,

    /// <summary>A JSON file or a table is in no known encoding, so that nothing can be taken out of it.</summary>
    TextNotReadable,

    /// <summary>Labels or a map have no head in their session.</summary>
    NoHeadInSession,

    /// <summary>A result was about to be written that is not known to be without its face.</summary>
    ScanNotProtected,
}

/// <summary>An archive, or a scan of one, cannot be worked on.</summary>
/// <param name="fault">What is wrong; becomes the error id.</param>
/// <param name="path">The file or folder.</param>
/// <param name="message">What is wrong and what to do, without the path.</param>
/// <param name="inner">What was caught, if anything.</param>
public sealed class ArchiveException(ArchiveFault fault, string path, string message, Exception? inner = null)
    : RefacePSException(fault.ToString(), $"'{path}': {message}", inner)
{
    /// <summary>The fault.</summary>
    public ArchiveFault Fault { get; } = fault;

    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;
}
