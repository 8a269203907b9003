namespace RefacePS.Files;

/// <summary>Reason for which a file could not be opened, read or written. The name is the error id.</summary>
public enum VolumeFileFault
{
    /// <summary>There is no such file.</summary>
    VolumeNotFound,

    /// <summary>The path names a folder.</summary>
    PathIsFolder,

    /// <summary>The path names a pipe, a socket or a device.</summary>
    NotRegularFile,

    /// <summary>The file only stands for content that git-annex or Git LFS has not fetched.</summary>
    ContentNotFetched,

    /// <summary>The file may not be read.</summary>
    AccessDenied,

    /// <summary>Reading failed half-way: a lost network drive, a lock, a bad disk.</summary>
    ReadFailed,

    /// <summary>There is a file at the destination, and it was not to be replaced.</summary>
    DestinationExists,

    /// <summary>The destination is the file that the volume was imported from.</summary>
    DestinationIsInput,

    /// <summary>The destination may not be written, or its folder does not exist.</summary>
    DestinationNotWritable,

    /// <summary>The name of the destination says another format than was asked for, or can be written.</summary>
    FormatMismatch,

    /// <summary>The disk or the quota of the destination is full.</summary>
    DiskFull,

    /// <summary>The volume cannot be written as DICOM files: it did not come from any, or shares one with another
    /// volume.</summary>
    NotWritableAsDicom,

    /// <summary>A file that the volume came from is not what it was when it was read.</summary>
    SourceChanged,
}

/// <summary>A file could not be opened, read or written.</summary>
public sealed class VolumeFileException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What failed; becomes the error id.</param>
    /// <param name="path">The file.</param>
    /// <param name="message">What failed and what to do, without the path.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public VolumeFileException(VolumeFileFault fault, string path, string message, Exception? inner = null)
        : base(fault.ToString(), $"'{path}': {message}", inner) => (Fault, Path) = (fault, path);

    /// <summary>The fault.</summary>
    public VolumeFileFault Fault { get; }

    /// <summary>The file.</summary>
    public string Path { get; }
}
