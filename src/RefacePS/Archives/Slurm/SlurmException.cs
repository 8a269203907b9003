namespace RefacePS.Archives.Slurm;

/// <summary>Reason for which an archive cannot be worked on through Slurm. The name is the error id.</summary>
public enum SlurmFault
{
    /// <summary>A program of Slurm is not on the search path.</summary>
    SlurmNotFound,

    /// <summary>Slurm refused the array job.</summary>
    SlurmRefused,

    /// <summary>Slurm does not answer.</summary>
    SlurmUnreachable,

    /// <summary>The array job ended, and nothing of it was done.</summary>
    SlurmJobFailed,

    /// <summary>The array job was cancelled by somebody else.</summary>
    SlurmJobCancelled,

    /// <summary>The tasks that had a scan or file ended before it was done.</summary>
    SlurmTaskLost,

    /// <summary>The manifest of a task is not there.</summary>
    ManifestNotFound,

    /// <summary>A node has another key for new UIDs than the one that submitted the job.</summary>
    KeyNotFound,
}

/// <summary>An archive cannot be worked on through Slurm.</summary>
/// <param name="fault">What is wrong; becomes the error id.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">What was caught, if anything.</param>
public sealed class SlurmException(SlurmFault fault, string message, Exception? inner = null)
    : RefacePSException(fault.ToString(), message, inner)
{
    /// <summary>The fault.</summary>
    public SlurmFault Fault { get; } = fault;
}
